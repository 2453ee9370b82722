"""Token counts come from the shipped vocabulary, without a network."""

from assistant.tokens import count


def test_known_counts_of_o200k() -> None:
    assert [count(""), count("hello"), count("hello world")] == [0, 1, 2]


def test_special_marks_count_as_plain_text() -> None:
    assert count("<|endoftext|>") > 1
