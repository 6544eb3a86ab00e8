# Perl's own HTTP::Tiny.
use strict;
use warnings;
use HTTP::Tiny;
use JSON::PP;

my $body = encode_json({ model => "mistral-small-latest", messages => [{ role => "user", content => "Hello" }] });
my $headers = { authorization => "Bearer $ENV{MISTRAL_API_KEY}", "content-type" => "application/json" };
my $answer = HTTP::Tiny->new(verify_SSL => 1)
    ->post("https://api.mistral.ai/v1/chat/completions", { headers => $headers, content => $body });
die $answer->{content} unless $answer->{success};
print decode_json($answer->{content})->{choices}[0]{message}{content}, "\n";
