# Perl's LWP, with its defaults.
use strict;
use warnings;
use HTTP::Request;
use JSON::PP;
use LWP::UserAgent;

my $body = encode_json({ model => "mistral-small-latest", messages => [{ role => "user", content => "Hello" }] });
my $headers = [authorization => "Bearer $ENV{MISTRAL_API_KEY}", "content-type" => "application/json"];
my $request = HTTP::Request->new(POST => "https://api.mistral.ai/v1/chat/completions", $headers, $body);
my $answer = LWP::UserAgent->new->request($request);
die $answer->content unless $answer->is_success;
print decode_json($answer->content)->{choices}[0]{message}{content}, "\n";
