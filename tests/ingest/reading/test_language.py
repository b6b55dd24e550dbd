"""Languages are told apart where there is enough text to tell."""

from __future__ import annotations

import pytest

from knowledge.ingest.reading.language import Languages
from tests.ingest.reading.files import GERMAN, PARAGRAPH

TEXTS = {
    "en": PARAGRAPH,
    "de": GERMAN,
    "fr": "L'autorité a prononcé une amende de deux millions d'euros à l'encontre de la société, qui conservait depuis "
    "des années les données de ses anciens clients sans les en informer. La société peut saisir le Conseil d'État.",
    "es": "La autoridad ha impuesto a la empresa una multa de setenta mil euros por enviar publicidad a personas que "
    "habían pedido expresamente no recibirla. La empresa puede recurrir la resolución ante los tribunales.",
    "it": "L'autorità ha inflitto alla società una sanzione di ottocentomila euro perché telefonava a persone che "
    "avevano chiesto di non essere più chiamate. La società può proporre ricorso davanti al tribunale.",
    "nl": "De toezichthouder heeft het bedrijf een boete van vijfhonderdduizend euro opgelegd omdat het de gegevens "
    "van klanten jarenlang onbeveiligd had bewaard. Het bedrijf kan nog bezwaar maken tegen het besluit.",
    "pl": "Urząd nałożył na spółkę karę w wysokości miliona złotych, ponieważ nie odpowiadała ona na pytania osób, "
    "których dane przetwarzała bez podstawy prawnej. Spółka może zaskarżyć tę decyzję do sądu administracyjnego.",
    "el": "Η αρχή επέβαλε στην εταιρεία πρόστιμο ύψους εκατό χιλιάδων ευρώ, επειδή έστελνε διαφημίσεις σε ανθρώπους "
    "που δεν είχαν δώσει τη συγκατάθεσή τους. Η εταιρεία μπορεί να προσφύγει κατά της απόφασης στο δικαστήριο.",
    "und": "개인정보보호위원회는 회사가 이용자의 동의 없이 개인정보를 처리하였다는 이유로 과징금을 부과하였다. " * 4,
}


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages()


@pytest.mark.parametrize("language", TEXTS)
def test_of(languages: Languages, language: str) -> None:
    assert languages.of(TEXTS[language]) == language
    assert languages.of(TEXTS[language] * 200) == language


@pytest.mark.parametrize("text", ["", "Amende de 5 000 euros", "1,200,000 " * 300])
def test_what_is_too_short_is_not_guessed_at(languages: Languages, text: str) -> None:
    assert languages.of(text) == "en"


def test_two_detectors_agree(languages: Languages) -> None:
    mixed = TEXTS["fr"] + TEXTS["it"]
    assert languages.of(mixed) == Languages().of(mixed)
