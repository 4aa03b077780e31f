"""What a currency and its hundredth are called on a receipt: (one, many) of each, by language and code."""

Names = tuple[tuple[str, str], tuple[str, str]]

CURRENCY_NAMES: dict[str, dict[str, Names]] = {
    "vi": {
        "VND": (("đồng", "đồng"), ("", "")),
        "USD": (("đô la Mỹ", "đô la Mỹ"), ("xu", "xu")),
        "EUR": (("euro", "euro"), ("xu", "xu")),
        "CNY": (("nhân dân tệ", "nhân dân tệ"), ("phân", "phân")),
    },
    "zh": {
        "VND": (("越南盾", "越南盾"), ("", "")),
        "USD": (("美元", "美元"), ("美分", "美分")),
        "EUR": (("欧元", "欧元"), ("欧分", "欧分")),
        "CNY": (("元", "元"), ("分", "分")),
    },
    "en": {
        "VND": (("dong", "dong"), ("", "")),
        "USD": (("US dollar", "US dollars"), ("cent", "cents")),
        "EUR": (("euro", "euros"), ("cent", "cents")),
        "CNY": (("yuan", "yuan"), ("fen", "fen")),
    },
}

# Receipts and vouchers are papers of the country whose money they are in.
HOME_LANGUAGES = {"VND": "vi", "CNY": "zh"}
