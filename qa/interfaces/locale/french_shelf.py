"""The French of the chat's second tab: what the index holds, plans, progress, reports. Data only."""

from __future__ import annotations

FRENCH_SHELF: dict[str, str] = {
    # ------------------------------------------------------------------ labels
    "Articles": "Articles",
    "Add articles": "Ajouter des articles",
    "Path of a folder or file on this machine": "Chemin d’un dossier ou d’un fichier de cette machine",
    "Add this folder": "Ajouter ce dossier",
    "Look for changes in what is followed": "Chercher ce qui a changé dans ce qui est suivi",
    "Search titles, paths and dates": "Chercher dans les titres, chemins et dates",
    "Sort": "Trier",
    "Newest first": "Les plus récents",
    "Oldest first": "Les plus anciens",
    "By title": "Par titre",
    "By path": "Par chemin",
    "By language": "Par langue",
    "Longest first": "Les plus longs",
    "Shortest first": "Les plus courts",
    # ------------------------------------------------------------------ what the index holds
    "There is no article yet. Add some below: what you ask is answered from them alone.": (
        "Il n’y a pas encore d’article. Ajoutez-en ci-dessous : les réponses à vos questions ne viendront que d’eux."
    ),
    "Followed files and folders ({count})": "Fichiers et dossiers suivis ({count})",
    "Follow no more": "Ne plus suivre",
    "Remove all that was dropped": "Retirer tout ce qui a été déposé",
    "By date": "Par date",
    "{count} without a date": "{count} sans date",
    "{name}: {count}": "{name} : {count}",
    "French": "français",
    "English": "anglais",
    "No article has these words in its title, path or date.": (
        "Aucun article n’a ces mots dans son titre, son chemin ou sa date."
    ),
    "{first} – {last} of {count}": "{first} – {last} sur {count}",
    "Select all of this page": "Choisir toute cette page",
    "Select {title}": "Choisir {title}",
    "Remove selected…": "Retirer les articles choisis…",
    "{count} characters": "{count} caractères",
    "Previous": "Précédents",
    "Next": "Suivants",
    "Put back": "Remettre",
    "Put back {path}": "Remettre {path}",
    "Left out of the index ({count})": "Écartés de l’index ({count})",
    # ------------------------------------------------------------------ adding
    "{types}; at most {files} files and {megabytes} MB at once": (
        "{types} ; au plus {files} fichiers et {megabytes} Mo à la fois"
    ),
    "Drop articles here, or choose files": "Déposez des articles ici, ou choisissez des fichiers",
    "Sending file %1 of %2…": "Envoi du fichier %1 sur %2…",
    "%1 could not be sent: a folder is added by its path, a file again.": (
        "%1 n’a pas pu être envoyé : ajoutez un dossier par son chemin, et redonnez un fichier."
    ),
    "More than {limit} files at once: add them in several goes, name their folder, or raise the setting "
    "max_upload_files.": (
        "Plus de {limit} fichiers à la fois : ajoutez-les en plusieurs fois, nommez leur dossier, ou augmentez le "
        "réglage max_upload_files."
    ),
    "The files are larger than {limit} MB together: add them in several goes, name their folder, or raise the setting "
    "max_upload_mb.": (
        "Les fichiers dépassent ensemble {limit} Mo : ajoutez-les en plusieurs fois, nommez leur dossier, ou augmentez "
        "le réglage max_upload_mb."
    ),
    "This page has been open for too long: reload it, then drop the files again.": (
        "Cette page est ouverte depuis trop longtemps : rechargez-la, puis déposez de nouveau les fichiers."
    ),
    "The size of the file is missing: send it again.": "La taille du fichier manque : envoyez-le de nouveau.",
    "The file cannot be kept ({reason}): check the disk, then send it again.": (
        "Le fichier ne peut pas être gardé ({reason}) : vérifiez le disque, puis envoyez-le de nouveau."
    ),
    "Folders can only be named on a server that answers its own machine alone: drop files instead.": (
        "On ne peut nommer un dossier que sur un serveur qui ne répond qu’à sa propre machine : déposez plutôt des "
        "fichiers."
    ),
    "No folder is named: write the path of a folder or file of this machine.": (
        "Aucun dossier n’est nommé : écrivez le chemin d’un dossier ou d’un fichier de cette machine."
    ),
    # ------------------------------------------------------------------ plan, progress, report
    "Looking at what would change…": "Recherche de ce qui changerait…",
    "Bringing the index up to date…": "Mise à jour de l’index…",
    "The chat goes on answering meanwhile.": "Le dialogue continue de répondre pendant ce temps.",
    "Files read: {done} of {total}": "Fichiers lus : {done} sur {total}",
    "New passages embedded: {done} of {total}": "Nouveaux passages vectorisés : {done} sur {total}",
    "Cancel": "Annuler",
    "Close": "Fermer",
    "What would change": "Ce qui changerait",
    "Nothing would change": "Rien ne changerait",
    "Afterwards: {articles} articles, {passages} passages, {embedded} of them new.": (
        "Ensuite : {articles} articles, {passages} passages, dont {embedded} nouveaux."
    ),
    "Bring the index up to date": "Mettre l’index à jour",
    "Remove": "Retirer",
    "Done: the chat answers from the new index": "C’est fait : le dialogue répond d’après le nouvel index",
    "{articles} articles, {passages} passages, {embedded} of them new; {seconds} s.": (
        "{articles} articles, {passages} passages, dont {embedded} nouveaux ; {seconds} s."
    ),
    "Nothing changed": "Rien n’a changé",
    "Stopped: the index is as it was.": "Arrêté : l’index est comme avant.",
    "File by file": "Fichier par fichier",
    "Added ({count})": "Ajoutés ({count})",
    "Updated ({count})": "Modifiés ({count})",
    "Renamed ({count})": "Renommés ({count})",
    "Removed ({count})": "Retirés ({count})",
    "Cannot be read ({count})": "Illisibles ({count})",
    "Copies of others, kept once ({count})": "Copies d’autres, gardées une fois ({count})",
    "Left out as before ({count})": "Écartés comme avant ({count})",
    "Unchanged: {count}": "Sans changement : {count}",
    "and {count} more": "et {count} autres",
    "The articles could not be brought up to date; the terminal that runs Gazette says more.": (
        "Les articles n’ont pas pu être mis à jour ; le terminal où tourne Gazette en dit plus."
    ),
}
