"""What is taken for the page around an article, and what must not be."""

import pytest

from assistant.corpus.boilerplate import is_boilerplate, without_boilerplate

AROUND = """
Register for Free
Read more: Paris harbour overtakes London quay for the first time
Already have an account? Log in
Bookmark your favorite posts, get daily updates, and enjoy an ad-reduced experience.
We use cookies to improve your experience on our site.
Sign up for our daily newsletter
By continuing to use this site you agree to our use of cookies.
Accept all cookies
- Share this article
## Related articles
Subscribe now
5 min read
© 2025 Harbour Daily. All rights reserved.
S'inscrire gratuitement
Déjà un compte ? Connectez-vous
Vous avez déjà un compte ? Se connecter
À lire aussi : Les ports de la Manche s'équipent
Lire la suite
Abonnez-vous à notre lettre d'information
Recevez notre newsletter chaque matin
Nous utilisons des cookies pour améliorer votre expérience.
Continuer sans accepter
Partager sur Facebook
Enregistrez vos articles préférés et retrouvez-les plus tard.
Temps de lecture : 3 min
""".strip().split("\n")

SENTENCES = """
Registration for free places opens in May 2026.
Register entries are kept by the port authority.
Read more broadly, the agreement also covers artificial intelligence.
Ministers said they had read more than 400 replies.
Cookies are covered by the 2002 directive.
By using cookies the agency tracked 300 visitors to the page.
Subscribers to the scheme rose by 4 % in 2025.
Sign-up closed on 1 July 2025.
Share prices fell after the announcement.
Already a member of the board, she was named chair in March.
Bookmarks of the two towns were sold for charity.
Follow-up talks are planned for the autumn.
Comments on the draft were due by 12 September 2025.
Loading of the first ships began at dawn.
Inscription au registre du commerce : les deux villes gardent leur règle.
Déjà inscrite au traité de 2010, la force a été confirmée en 2025.
Lire aussi vite est rare, dit le ministre.
Partager les données est obligatoire depuis 2024.
Abonnés et visiteurs paient le même prix.
La publicité pour le tabac est interdite dans les deux pays.
Les cookies sont réglementés par la directive de 2002.
""".strip().split("\n")


@pytest.mark.parametrize("line", AROUND)
def test_a_line_of_the_page_around_the_article_is_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_with_the_same_words_stays(line: str) -> None:
    assert not is_boilerplate(line)


def test_a_long_line_stays_whatever_it_begins_with() -> None:
    assert not is_boilerplate("Read more: " + "word " * 60)


def test_no_gap_is_left_where_lines_were_removed() -> None:
    assert without_boilerplate("One.\n\nLog in\n\nTwo.\n\nSubscribe") == "One.\n\nTwo."
