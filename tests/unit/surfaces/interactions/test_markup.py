"""Words of ours and of others, as Discord shows them."""

from guildhall.discord.markdown import escape
from guildhall.surfaces.interactions import markup


def test_a_sentence_of_ours_mentions_people_and_others_words_in_it_do_not() -> None:
    told = markup.spoken(f"Approved by <@123>. {escape('<@456> @everyone')}")
    assert "<@123>" in told
    assert "@4" not in told
    assert "@everyone" not in told
