"""One look for all dashboards: the theme, and the colours charts choose from. `superset_config.py` reads
it.

Levels keep their colours everywhere (navy, teal, amber: told apart in every form of colour blindness, and
by lightness on paper). Red (`ACTION`) is kept for what somebody must act on; grey is for what nobody knows.
Which word has which colour stands in each dashboard's `label_colors`; a test holds the six to one answer.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

INK: Final = "#1f4e79"
ACTION: Final = "#c8372d"
_FONTS: Final = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei',"
    " Inter, Helvetica, Arial, sans-serif"
)
_LOGO: Final = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 24'>"
    f"<path d='M11 1c1 5-5 7-5 13a6 6 0 0 0 12 0c0-3-2-5-2-5s0 3-2 4c1-5-1-9-3-12z' fill='{ACTION}'/>"
    f"<path d='M5 21h14v2H5z' fill='{INK}'/>"
    f"<text x='26' y='18' font-size='16' font-weight='700' fill='{INK}' font-family='sans-serif'>烽火</text>"
    "</svg>"
)
"""A beacon on its tower, and the name."""
_WAITING: Final = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 24' width='48' height='24'>"
    f"<g fill='{INK}'><circle cx='10' cy='12' r='3' opacity='.3'/>"
    "<circle cx='24' cy='12' r='3' opacity='.5'/><circle cx='38' cy='12' r='3' opacity='.7'/></g></svg>"
)
"""What stands where a chart will be. It does not turn: sixteen turning wheels cost a plain office computer as
much as the charts they announce."""

THEME: Final[dict[str, Any]] = {
    "token": {
        "brandAppName": "烽火",
        "brandLogoAlt": "烽火",
        "brandLogoUrl": f"data:image/svg+xml,{quote(_LOGO)}",
        "brandLogoHref": "/go/overview",
        "brandLogoHeight": "28px",
        "brandLogoMargin": "14px 0",
        "colorPrimary": INK,
        "colorLink": "#1d6fb8",
        "colorError": ACTION,
        "colorWarning": "#e9a23b",
        "colorSuccess": "#4f8f5b",
        "colorInfo": INK,
        "fontFamily": _FONTS,
        "borderRadius": 6,
        "transitionTiming": 0.1,
        "motion": False,
        "brandSpinnerSvg": _WAITING,
    },
    "algorithm": "default",
    "echartsOptionsOverrides": {
        "textStyle": {"fontFamily": _FONTS},
        "animation": False,
    },
    # Its legend explains "boxplot" and "outlier", in English, to people who see boxes.
    "echartsOptionsOverridesByChartType": {"box_plot": {"legend": {"show": False}}},
}

CATEGORICAL: Final[list[dict[str, Any]]] = [
    {
        "id": "fenghuo",
        "label": "烽火",
        "description": "色弱也能分辨；红色只用于需要处理的事",
        "isDefault": True,
        "colors": [
            INK,
            "#2a9d8f",
            "#e9a23b",
            "#7b6ca8",
            "#8fb8de",
            "#b6c454",
            "#a0623a",
            "#5b7f95",
            "#d9a5b3",
            "#9aa0a6",
        ],
    }
]

SEQUENTIAL: Final[list[dict[str, Any]]] = [
    {
        "id": "fenghuo_amount",
        "label": "烽火：由少到多",
        "description": "由浅到深，打印成灰度也能读",
        "isDiverging": False,
        "isDefault": True,
        "colors": ["#f4f7fa", "#c6dbec", "#8fb8de", "#4a86bd", INK],
    }
]
