"""The French of what the chat keeps: exported files, and the list of earlier conversations. Data only."""

from __future__ import annotations

FRENCH_KEEP: dict[str, str] = {
    # ------------------------------------------------------------------ exported files
    "Conversation with Gazette, {date}": "Conversation avec Gazette, {date}",
    "Filters: {filters}": "Filtres : {filters}",
    "characters {start}–{end}": "caractères {start}–{end}",
    "found": "trouvée",
    "unsure": "incertaine",
    "not found": "non trouvée",
    "understood as": "comprise comme",
    "answer": "réponse",
    "state": "état",
    "confidence, %": "confiance, %",
    "quote": "citation",
    "title": "titre",
    "date": "date",
    "file": "fichier",
    "line": "ligne",
    "page": "page",
    "first character": "premier caractère",
    "character after": "caractère suivant",
    # ------------------------------------------------------------------ earlier conversations
    "New conversation": "Nouvelle conversation",
    "New": "Nouvelle",
    "Earlier": "Précédentes",
    "Earlier conversations": "Conversations précédentes",
    "Export": "Exporter",
    "Export this conversation": "Exporter cette conversation",
    "Web page (HTML)": "Page web (HTML)",
    "Table (CSV)": "Tableau (CSV)",
    "Delete: {title}": "Supprimer : {title}",
    "Deleted: {title}": "Supprimée : {title}",
    "Delete all": "Tout supprimer",
    "Delete all the conversations that this browser keeps?": (
        "Supprimer toutes les conversations que garde ce navigateur ?"
    ),
    "Kept in this browser only.": "Gardées dans ce navigateur seulement.",
    "This conversation cannot be read any more: delete it from the list.": (
        "Cette conversation n’est plus lisible : supprimez-la de la liste."
    ),
}
