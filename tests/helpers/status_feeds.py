"""Answers of status pages, each with what it is based on.

`recorded` from a page, `adapted` from such a recording or from another reader's test (its form is real, its values are
not), or made after the page's documentation (`documented`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Fixture:
    """The files of one page at one time, by the names that its form gives them."""

    form: str
    basis: Literal["recorded", "adapted", "documented"]
    source: str
    files: dict[str, Any]
    """JSON data, or bytes as they are."""

    def bodies(self) -> dict[str, bytes]:
        return {name: one if isinstance(one, bytes) else json.dumps(one).encode() for name, one in self.files.items()}


_AIWATCH = "https://github.com/bentleypark/aiwatch, worker/src/__tests__/mistral-public-api.test.ts (2026-09-29)"
_ROOTLY = "https://docs.rootly.com/configuration/status-page-public-api (2026-11-29)"
_STATUSPAGE = "https://confluence.status.atlassian.com/api (2026-11-29)"
_BETTERSTACK = (
    "https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api (2026-11-29)"
)
_GOOGLE = "https://github.com/Checkmk/checkmk, test_gcp_status.py: one incident of 2023-03-10 from incidents.json"
_SCHEMA = "https://status.cloud.google.com/incidents.schema.json, read by others until 2026-09-19"
_RSS = "https://status.mistral.ai/feed.rss (2026-07-26), two of its items, shortened by others"

ROOTLY_PAGE = {"name": "Mistral AI Status", "time_zone": "Etc/UTC", "updated_at": "2026-09-10T09:51:19-07:00"}
ROOTLY_INCIDENT = {
    "id": "fcc64184-7c9a-45d8-9fb4-e2c862f7e195",
    "name": "Elevated error rate on some of our services",
    "status": "monitoring",
    "created_at": "2026-09-29T05:48:01-07:00",
    "updated_at": "2026-09-29T06:56:16-07:00",
    "monitoring_at": None,
    "resolved_at": None,
    "impact": "critical",
    "shortlink": "https://rootly.com/account/incidents/1730-lot-of-dashboard-errors",
    "started_at": "2026-09-29T05:48:01-07:00",
    "page_id": "ae27f3c4-86a4-4290-a053-87252545d7f9",
    "incident_updates": [
        {
            "id": "cf530c0d-060e-4c4e-9dcf-0efa2037b5a0",
            "status": "monitoring",
            "body": "Metrics are back to normal. We are still monitoring the services actively.",
            "created_at": "2026-09-29T06:56:16-07:00",
            "updated_at": "2026-09-29T06:56:16-07:00",
            "display_at": "2026-09-29T06:56:16-07:00",
        },
        {
            "id": "5d0b3f4c-b230-4cf0-ab80-8fc190ae7c32",
            "status": "identified",
            "body": "Root cause has been identified. Services are coming back up.",
            "created_at": "2026-09-29T06:21:47-07:00",
            "updated_at": "2026-09-29T06:21:47-07:00",
            "display_at": "2026-09-29T06:21:47-07:00",
        },
        {
            "id": "8521262c-b905-41eb-87ac-20c70082f66d",
            "status": "investigating",
            "body": "We identified an elevated error rate on some of our surfaces (Vibe, Studio, Settings page).\n"
            "Investigations are ongoing",
            "created_at": "2026-09-29T05:54:01-07:00",
            "updated_at": "2026-09-29T05:54:01-07:00",
            "display_at": "2026-09-29T05:54:01-07:00",
        },
    ],
}


def rootly(indicator: str, description: str, *incidents: dict[str, Any]) -> dict[str, Any]:
    """Both files of a Rootly page."""
    return {
        "status": {
            "page": ROOTLY_PAGE,
            "status": {"indicator": indicator, "description": description},
            "incidents": list(incidents),
        },
        "incidents": {
            "page": ROOTLY_PAGE,
            "incidents": list(incidents),
            "pagination": {"total_count": len(incidents)},
        },
    }


def rootly_incident(**changed: Any) -> dict[str, Any]:
    """The recorded incident with other values."""
    return {**ROOTLY_INCIDENT, **changed}


def statuspage(indicator: str, components: dict[str, str], incidents: Any = (), planned: Any = ()) -> dict[str, Any]:
    """The file of a Statuspage page."""
    return {
        "summary": {
            "page": {"id": "4g2my7tbhjsq", "name": "Confluence", "updated_at": "2026-06-19T04:50:00Z"},
            "status": {"indicator": indicator, "description": f"Description of {indicator}"},
            "components": [
                {"id": str(number), "name": name, "status": word, "group": False, "group_id": None}
                for number, (name, word) in enumerate(components.items())
            ]
            + [{"id": "g", "name": "A group", "status": "major_outage", "group": True}],
            "incidents": list(incidents),
            "scheduled_maintenances": list(planned),
        }
    }


STATUSPAGE_INCIDENT = {
    "id": "cp306tmzcl0y",
    "name": "Elevated errors",
    "status": "identified",
    "impact": "major",
    "created_at": "2026-11-28T21:00:00.000Z",
    "started_at": "2026-11-28T20:58:00.000Z",
    "updated_at": "2026-11-28T21:20:00.000Z",
    "resolved_at": None,
    "shortlink": "https://stspg.io/abc",
    "components": [{"id": "0", "name": "API", "status": "major_outage"}],
    "incident_updates": [
        {"status": "identified", "body": "<p>Found &amp; fixing.</p>", "created_at": "2026-11-28T21:20:00.000Z"},
        {"status": "investigating", "body": "We look into it.", "created_at": "2026-11-28T21:00:00.000Z"},
    ],
}
MAINTENANCE = {
    "id": "m1",
    "name": "Database upgrade",
    "status": "in_progress",
    "impact": "maintenance",
    "created_at": "2026-11-20T10:00:00.000Z",
    "scheduled_for": "2026-11-28T20:00:00.000Z",
    "scheduled_until": "2026-11-28T23:00:00.000Z",
    "incident_updates": [],
    "components": [{"name": "API"}],
}


def betterstack(state: str, resources: dict[str, str], *included: dict[str, Any]) -> dict[str, Any]:
    """The file of a Better Stack page."""
    own = {"company_name": "Hugging Face", "custom_domain": "status.huggingface.co", "aggregate_state": state}
    return {
        "index": {
            "data": {"id": "165", "type": "status_page", "attributes": own},
            "included": [
                {
                    "id": str(number),
                    "type": "status_page_resource",
                    "attributes": {"public_name": name, "status": word},
                }
                for number, (name, word) in enumerate(resources.items())
            ]
            + list(included),
        }
    }


BETTERSTACK_REPORT = (
    {
        "id": "7",
        "type": "status_report",
        "attributes": {
            "title": "Hub is slow",
            "starts_at": "2026-11-28T20:00:00.000Z",
            "ends_at": None,
            "aggregate_state": "degraded",
        },
    },
    {
        "id": "70",
        "type": "status_update",
        "attributes": {
            "message": "We look into it.",
            "published_at": "2026-11-28T20:05:00.000Z",
            "status_report_id": 7,
        },
    },
)

GOOGLE_INCIDENT = {
    "id": "rZvZvSKVdDHyWh4dZJ8D",
    "number": "15564124031412553730",
    "begin": "2023-03-10T14:09:43+00:00",
    "created": "2023-03-10T14:26:24+00:00",
    "end": "2023-03-10T14:54:50+00:00",
    "modified": "2023-03-10T14:54:50+00:00",
    "external_desc": "Retry errors for Google BigQuery in europe-north1",
    "updates": [
        {
            "created": "2023-03-10T14:26:17+00:00",
            "modified": "2023-03-10T14:26:28+00:00",
            "when": "2023-03-10T14:26:17+00:00",
            "text": "Summary: Retry errors for Google BigQuery in europe-north1\nWorkaround: Retry requests",
            "status": "SERVICE_INFORMATION",
            "affected_locations": [{"title": "Finland (europe-north1)", "id": "europe-north1"}],
        }
    ],
    "most_recent_update": {"when": "2023-03-10T14:26:17+00:00", "status": "SERVICE_INFORMATION", "text": "…"},
    "status_impact": "SERVICE_INFORMATION",
    "severity": "low",
    "service_key": "9CcrhHUcFevXPSVaSxkf",
    "service_name": "Google BigQuery",
    "affected_products": [{"title": "Google BigQuery", "id": "9CcrhHUcFevXPSVaSxkf"}],
    "uri": "incidents/rZvZvSKVdDHyWh4dZJ8D",
}


def google(impact: str, product: str = "Vertex Gemini API", end: str | None = None) -> dict[str, Any]:
    """The file of Google Cloud with one incident."""
    last = {"when": "2026-11-28T20:30:00+00:00", "status": impact, "text": "…"}
    return {
        "incidents": [
            {
                **GOOGLE_INCIDENT,
                "begin": "2026-11-28T20:00:00+00:00",
                "end": end,
                "external_desc": "Elevated errors",
                "status_impact": impact,
                "most_recent_update": last,
                "affected_products": [{"title": product, "id": "x"}],
            }
        ]
    }


def rss(*states: str) -> bytes:
    """The feed with one update for each state, the newest first, as the page had it."""
    items = "".join(
        f"""<item><title><![CDATA[Audio API Degraded]]></title>
        <link>https://status.mistral.ai/incident/4c854daa</link>
        <guid isPermaLink="true">https://status.mistral.ai/incident/4c854daa</guid>
        <pubDate>Sun, 26 Jul 2026 02:4{9 - number}:53 GMT</pubDate>
        <description><![CDATA[Status: {state}<br/>Requests are slow.<br/><br/>Affected services<ul><li>Audio API</li>
        <li>Chat API</li></ul>]]></description></item>"""
        for number, state in enumerate(states)
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Mistral AI Status Page</title>'
    return f"{head}{items}</channel></rss>".encode()


COMPONENTS = {"API": "operational", "Console": "operational"}
DOWN = {"API": "major_outage", "Console": "operational"}

FIXTURES = {
    "rootly-operational": Fixture("rootly", "adapted", _AIWATCH, rootly("none", "All Systems Operational")),
    # Recorded: the incident. Documented: that it stands in both files, and the indicator beside it.
    "rootly-incident": Fixture(
        "rootly", "adapted", _AIWATCH, rootly("major", "Partial Outage", rootly_incident(name="OCR API is degraded"))
    ),
    "rootly-products": Fixture("rootly", "recorded", _AIWATCH, rootly("major", "Partial Outage", ROOTLY_INCIDENT)),
    "rootly-untitled": Fixture(
        "rootly", "adapted", _AIWATCH, rootly("major", "Partial Outage", rootly_incident(name=""))
    ),
    "rootly-maintenance": Fixture(
        "rootly",
        "documented",
        _ROOTLY,
        rootly("maintenance", "Maintenance", rootly_incident(name="Completion API upgrade", impact="maintenance")),
    ),
    "statuspage-operational": Fixture("statuspage", "documented", _STATUSPAGE, statuspage("none", COMPONENTS)),
    "statuspage-degraded": Fixture(
        "statuspage", "documented", _STATUSPAGE, statuspage("minor", {"API": "degraded_performance"})
    ),
    "statuspage-incident": Fixture(
        "statuspage", "documented", _STATUSPAGE, statuspage("major", DOWN, [STATUSPAGE_INCIDENT])
    ),
    "statuspage-maintenance": Fixture(
        "statuspage",
        "documented",
        _STATUSPAGE,
        statuspage(
            "maintenance",
            {"API": "under_maintenance"},
            planned=[MAINTENANCE, {**MAINTENANCE, "id": "m2", "status": "scheduled"}],
        ),
    ),
    "betterstack-operational": Fixture(
        "betterstack",
        "documented",
        _BETTERSTACK,
        betterstack("operational", {"Hub": "operational", "Old": "not_monitored"}),
    ),
    "betterstack-incident": Fixture(
        "betterstack", "documented", _BETTERSTACK, betterstack("degraded", {"Hub": "degraded"}, *BETTERSTACK_REPORT)
    ),
    "google-operational": Fixture("google-cloud", "recorded", _GOOGLE, {"incidents": [GOOGLE_INCIDENT]}),
    "google-incident": Fixture("google-cloud", "documented", _SCHEMA, google("SERVICE_DISRUPTION")),
    "google-outage": Fixture("google-cloud", "documented", _SCHEMA, google("SERVICE_OUTAGE")),
    "rss-operational": Fixture("rss", "recorded", _RSS, {"feed": rss("Resolved", "Investigating")}),
    "rss-incident": Fixture("rss", "adapted", _RSS, {"feed": rss("Identified", "Investigating")}),
}
