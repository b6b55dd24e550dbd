"""Whether a name may be a new entry of a registry: a name, and none that a question reads as something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import pycountry

from knowledge.ledger.names import LEGAL_FORMS, Names, without_legal_form
from knowledge.ledger.text import keys_of, tokens_of
from knowledge.questions.vocabulary import LANGUAGES, Vocabulary, vocabulary

LONGEST = 120
"""Characters of a name that the registries take."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # categories of characters that nobody sees
_DOMAIN = re.compile(r"\w\.[a-z]{2,}\b")
_ONE = frozenset("a an un une ein eine einen einem einer una uno one".split())
_THE = frozenset("the this that le la les l der die das dem den el los las il lo i gli".split())
# Who was fined, said without a name, in the five languages.
_SOMEBODY = frozenset(
    """
    person persons people individual individuals citizen man woman parent owner owners landlord tenant neighbour
    company companies firm firms business businesses enterprise undertaking corporation organisation organization
    association foundation club party politician candidate controller processor operator provider trader merchant
    retailer seller employer employee doctor physician dentist lawyer attorney notary journalist teacher official
    store shop supermarket restaurant bar pub cafe bakery hotel gym salon pharmacy clinic hospital school university
    college kindergarten bank insurer lender broker agency authority municipality city town village council ministry
    police court airline carrier platform website newspaper publisher broadcaster school respondent defendant
    complainant somebody someone anonymous unknown unnamed undisclosed

    personne personnes individu particulier citoyen proprietaire bailleur locataire societe entreprise compagnie
    organisme organisation fondation parti candidat responsable operateur fournisseur commercant employeur medecin
    avocat notaire magasin boutique supermarche bar boulangerie salon pharmacie clinique hopital ecole universite
    banque assureur agence autorite commune mairie ville ministere site plateforme journal editeur inconnu anonyme

    person privatperson personen burger eigentumer vermieter mieter unternehmen firma gesellschaft betrieb verein
    stiftung partei kandidat verantwortlicher verantwortliche betreiber anbieter handler arbeitgeber arzt anwalt notar
    geschaft laden supermarkt gaststatte backerei apotheke klinik krankenhaus schule universitat bank versicherung
    versicherer behorde gemeinde stadt ministerium zeitung verlag unbekannt anonym

    persona personas particular ciudadano propietario propietaria arrendador inquilino empresa compania sociedad
    entidad organizacion asociacion fundacion partido candidato responsable operador proveedor comerciante empleador
    medico abogado notario tienda supermercado restaurante panaderia farmacia clinica hospital escuela colegio
    universidad banco aseguradora agencia autoridad ayuntamiento municipio ministerio periodico editorial desconocido
    anonimo

    individuo privato cittadino proprietario locatore inquilino azienda impresa societa ente organizzazione
    associazione fondazione partito candidato titolare gestore operatore fornitore commerciante avvocato notaio
    negozio supermercato ristorante panificio farmacia clinica ospedale scuola universita banca assicurazione
    assicuratore agenzia autorita comune ministero giornale editore ignoto sconosciuto
    """.split()
)
# What may stand beside that and still names nobody.
_BESIDE = frozenset(
    """
    of in for and or at by to its his her their with from two three several other another certain same said natural
    private public local unnamed large small medium sized online web internet mobile phone telecom telecoms
    telecommunications energy electricity gas water insurance credit debt collection rental car real estate housing
    property medical health healthcare care dental news media political religious sports fitness travel food fashion
    retail services service software data company group not known available disclosed named n
    de du des d et ou physique prive privee publique morale commerciale
    von und oder im in der des naturliche private privates juristische ein unbenannte
    y o del fisica juridica privada privado publica
    di e del della dei delle fisica giuridica privata pubblica
    """.split()
)
_SECTIONS = {
    "place": "the name of a place", "region": "the name of a place", "number": "a number", "ordinal": "a number",
    "scale": "a number", "law": "the name of a law", "currency": "the name of a currency",
    "sector": "the name of a sector",
}  # fmt: skip
_LONGER = "a longer name, in full or with its town"
_WORD = "a word that questions are asked with"


def name_fault(name: str, names: Names, somebody: bool) -> str:
    """Why no new entry of the registries may have the name, and what to do; empty where it may.

    ``somebody``: the entry is a respondent, whom texts often only describe ("a bank", "the owner of the shop").
    """
    shown = f"{name[:LONGEST]!r}"
    if len(name) > LONGEST:
        return f"{shown} …: a name has {LONGEST} characters at most, found {len(name)}"
    unseen = next((c for c in name if unicodedata.category(c) in _UNSEEN), None)
    if unseen is not None:
        return f"{shown}: a name is one line of letters that can be seen, found the character U+{ord(unseen):04X}"
    whole = keys_of(name)
    bare = _bare(whole)
    if "://" in name or not bare or bare in LEGAL_FORMS:
        return f"{shown} is not a name; give the full name"
    if somebody and _described(name):
        return f"{shown} is not a name but a description; give the full name"
    taken = [m.id for words in (whole, bare) if _registered(words, names) for m in names.by_words[words]]
    if taken:
        return f"{shown}: {' or '.join(dict.fromkeys(taken))} is recorded by that name; give its id, or {_LONGER}"
    read_as = _read_as(whole) or _read_as(bare)
    if read_as is None and bare[0] in _THE | _ONE and len(bare) > 1:
        read_as = _read_as(bare[1:])
        read_as = None if read_as == _SECTIONS["sector"] else read_as  # "La Poste" is a name, "the largest" is none
    return f"{shown}: that is {read_as}; give {_LONGER}" if read_as else ""


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name less its form of company, as questions give it."""
    while (shorter := without_legal_form(words)) != words:
        words = shorter
    return words


def _registered(words: tuple[str, ...], names: Names) -> bool:
    """Whether an entry has that name as it stands, not only less its form of company."""
    return words in names.by_words and keys_of(names.written(words)) == words


def _described(name: str) -> bool:
    """Whether the words only say what somebody is: "a company", "private individual", "Company A", "A.A.A."."""
    tokens = tokens_of(name)
    keys = [t.key for t in tokens]
    if len(keys) > 1 and len(set(keys)) == len(keys[0]) == 1:
        return True
    if set("".join(keys)) == {"x"} != set(keys):
        return True
    if not any(k in _SOMEBODY for k in keys):
        return False
    articles = _ONE | _THE
    said = [t for t in tokens if not (t.key in articles | _SOMEBODY | _BESIDE or len(t.key) == 1 or t.key.isdecimal())]
    if not said:
        return True
    if name == name.lower():
        return not _DOMAIN.search(name)
    if keys[0] in _ONE:  # "a Spanish bank", but "A Medium Corporation"
        return all(t.text.islower() or _place((t.key,)) for t in said)
    return False


def _read_as(words: tuple[str, ...]) -> str | None:
    """What a question in one of the languages takes the words for."""
    if words in _countries():
        return _SECTIONS["place"]
    if all(w.isdecimal() for w in words):
        return _SECTIONS["number"]
    for table in _tables():
        if len(words) == 1 and words[0] in table.months:
            return "the name of a month"
        if words in table.phrases:
            sections = [c.partition(".")[0] for c in table.phrases[words]]
            return next((_SECTIONS[s] for s in sections if s in _SECTIONS), _WORD)
        if all(w in table.fillers for w in words) and any(len(w) > 1 for w in words):
            return _WORD
    return None


def _place(words: tuple[str, ...]) -> bool:
    return any(c.startswith(("place.", "region.")) for table in _tables() for c in table.phrases.get(words, ()))


def _tables() -> Iterator[Vocabulary]:
    return map(vocabulary, LANGUAGES)


@cache
def _countries() -> frozenset[tuple[str, ...]]:
    """Their names, and their names in full."""
    forms = ("name", "official_name", "common_name")
    return frozenset(keys_of(n) for c in pycountry.countries for f in forms if (n := getattr(c, f, None)))
