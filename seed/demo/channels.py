"""Where the lender's customers come from: how many, at what cost, and how often they end in a loan."""

from dataclasses import dataclass

from app.marketing.campaign.model import Channel


@dataclass(frozen=True)
class ChannelFacts:
    """Shares in percent; `cost` of a lead in dong; `words` are what its campaigns promise."""

    share: float
    cost: int
    contacted: float
    to_loan: float
    words: tuple[str, ...]


CHANNELS: dict[Channel, ChannelFacts] = {
    Channel.FACEBOOK: ChannelFacts(34, 65_000, 55, 2.2, ("Vay nhanh 24h", "Mua sắm cuối năm", "Tựu trường")),
    Channel.GOOGLE: ChannelFacts(12, 180_000, 70, 5.0, ("Tìm kiếm vay tín chấp", "Vay mua xe cũ")),
    Channel.ZALO: ChannelFacts(14, 45_000, 64, 3.0, ("Zalo OA ưu đãi", "Zalo ZNS nhắc vay")),
    Channel.LANDING: ChannelFacts(16, 110_000, 58, 3.5, ("Trang đăng ký vay", "Tiếp thị liên kết")),
    Channel.TELESALES: ChannelFacts(14, 15_000, 38, 0.9, ("Danh sách gọi ra",)),
    Channel.PARTNER: ChannelFacts(4, 0, 92, 28, ("Giới thiệu qua đại lý xe",)),
    Channel.EVENT: ChannelFacts(2, 250_000, 75, 9.0, ("Hội chợ xe cũ", "Ngày hội khách hàng")),
    Channel.REFERRAL: ChannelFacts(4, 5_000, 80, 12, ("Khách hàng cũ quay lại",)),
}
LABELS = {
    Channel.FACEBOOK: "Facebook",
    Channel.GOOGLE: "Google",
    Channel.ZALO: "Zalo",
    Channel.LANDING: "Landing",
    Channel.TELESALES: "Telesales",
    Channel.PARTNER: "Đại lý",
    Channel.EVENT: "Sự kiện",
    Channel.REFERRAL: "Giới thiệu",
}


def loan_shares() -> dict[Channel, float]:
    """Return channel → its share of the loans, which follows from its leads and how often they end in one."""
    return {channel: facts.share * facts.to_loan for channel, facts in CHANNELS.items()}
