"""The French of every sentence shown to a user, by its English. Data only: a test finds what is missing or unused."""

from __future__ import annotations

from qa.interfaces.locale.french_errors import FRENCH_ERRORS
from qa.interfaces.locale.french_evaluation import FRENCH_EVALUATION
from qa.interfaces.locale.french_keep import FRENCH_KEEP
from qa.interfaces.locale.french_shelf import FRENCH_SHELF

FRENCH: dict[str, str] = {
    **FRENCH_ERRORS,
    **FRENCH_EVALUATION,
    **FRENCH_KEEP,
    **FRENCH_SHELF,
    # ------------------------------------------------------------------ answers
    "Not in these articles.": "Ce n’est pas dans ces articles.",
    "Nothing more in these articles.": "Rien d’autre dans ces articles.",
    "Not sure: check the passage.": "Réponse incertaine : vérifiez le passage.",
    "The index holds no article.": "L’index ne contient aucun article.",
    "No article is left by these filters.": "Aucun article ne passe ces filtres.",
    "since {date}": "depuis {date}",
    "until {date}": "jusqu’à {date}",
    "of {date}": "de {date}",
    "from {first} to {last}": "de {first} à {last}",
    "Understood from “{phrase}”: only articles {period} (--no-typed-dates searches the whole question).": (
        "« {phrase} » : compris comme « seulement les articles {period} » (--no-typed-dates cherche toute la question)."
    ),
    "Articles {period}": "Articles {period}",
    "Articles from {first} to {last}.": "Articles de {first} à {last}.",
    "No article of this index is dated.": "Aucun article de cet index n’est daté.",
    "Folders and tables": "Dossiers et tableaux",
    "Filters that are on": "Filtres en place",
    "Remove this filter: {filter}": "Retirer ce filtre : {filter}",
    "as you typed “{phrase}”": "d’après vos mots « {phrase} »",
    "Ask again without it": "Demander sans ce filtre",
    "{date}, by the article's date": "{date}, d’après la date de l’article",
    "The nearest passages:": "Les passages les plus proches :",
    "Understood as: {question}": "Compris comme : {question}",
    "Other answers to: {question}": "Autres réponses à : {question}",
    "(only in {titles})": "(seulement dans {titles})",
    "Edit": "Modifier",
    "Ask as typed": "Poser telle quelle",
    "Other answers:": "Autres réponses :",
    "confidence {percent} %": "confiance {percent} %",
    "high confidence, {percent} %": "confiance élevée, {percent} %",
    "fair confidence, {percent} %": "confiance moyenne, {percent} %",
    "low confidence, {percent} %": "confiance faible, {percent} %",
    "{number} articles say so:": "{number} articles le disent :",
    "Two": "Deux",
    "Three": "Trois",
    "Four": "Quatre",
    "Five": "Cinq",
    "Six": "Six",
    "Seven": "Sept",
    "Eight": "Huit",
    "Nine": "Neuf",
    "Ten": "Dix",
    "From other articles:": "Dans d’autres articles :",
    "Why this answer?": "Pourquoi cette réponse ?",
    "Why no answer?": "Pourquoi aucune réponse ?",
    "Passages are found by meaning and by shared words, both orders are joined, and the reader looks for the "
    "answer in each; its margin says how much it prefers its quote to no answer. Higher is better everywhere; "
    "ranks are given beside.": (
        "Les passages sont trouvés par le sens et par les mots communs, les deux ordres sont réunis, et le lecteur "
        "cherche la réponse dans chacun ; sa marge dit combien il préfère sa citation à aucune réponse. Partout, plus "
        "haut vaut mieux ; le rang est donné à côté."
    ),
    "Passage": "Passage",
    "Meaning": "Sens",
    "Words": "Mots",
    "Joined": "Ensemble",
    "Reader": "Lecteur",
    "rank {rank}": "rang {rank}",
    "line {line}": "ligne {line}",
    "page {page}": "page {page}",
    "undated": "sans date",
    "in French": "en français",
    "in English": "en anglais",
    # ------------------------------------------------------------------ the article beside the chat, links
    "Open the article at this place": "Ouvrir l’article à cet endroit",
    "Close the article": "Fermer l’article",
    "Citation {number} of {count}": "Citation {number} sur {count}",
    "Citations of this answer": "Citations de cette réponse",
    "Previous citation": "Citation précédente",
    "Next citation": "Citation suivante",
    "Text of the article": "Texte de l’article",
    "Earlier text": "Texte précédent",
    "Later text": "Suite du texte",
    "Back to the passage": "Revenir au passage",
    "Copy the quote with its reference": "Copier la citation et sa référence",
    "Copied: the quote with its reference.": "Copié : la citation et sa référence.",
    "“{quote}” — {places}": "« {quote} » — {places}",
    "Copy the link to this answer": "Copier le lien vers cette réponse",
    "Copied: the link to this answer.": "Copié : le lien vers cette réponse.",
    "Your browser did not let it be copied: select the text and copy it.": (
        "Votre navigateur n’a pas laissé copier : sélectionnez le texte et copiez-le."
    ),
    "This article is no longer in the index, which has been rebuilt since: ask your question again.": (
        "Cet article n’est plus dans l’index, qui a été reconstruit depuis : posez de nouveau votre question."
    ),
    "The article could not be opened; the terminal that runs Gazette says more.": (
        "L’article n’a pas pu être ouvert ; le terminal qui fait tourner Gazette en dit plus."
    ),
    "This link asks the index {other!r}, and this chat answers from {index!r}: start it with gazette serve --index, "
    "or send the question to ask it here.": (
        "Ce lien interroge l’index « {other} », et ce chat répond depuis « {index} » : lancez-le avec "
        "gazette serve --index, ou envoyez la question pour la poser ici."
    ),
    # ------------------------------------------------------------------ what readers say of a reply
    "Is this right?": "Est-ce juste ?",
    "Is it right that there is none?": "Est-il juste qu’il n’y en ait pas ?",
    "Right": "Juste",
    "Wrong": "Faux",
    "The right answer, as an article words it (if you know it)": (
        "La bonne réponse, dans les mots d’un article (si vous la connaissez)"
    ),
    "Send": "Envoyer",
    "The articles hold no answer": "Les articles n’ont pas la réponse",
    "Thanks, this is stored on this server.": "Merci, c’est gardé sur ce serveur.",
    "The server could not be reached: try again.": "Le serveur ne répond pas : réessayez.",
    "This reply is too old to be judged: ask its question again.": (
        "Cette réponse est trop ancienne pour être jugée : reposez sa question."
    ),
    "So much was said of this reply that no more is stored: what was said last stays.": (
        "Cette réponse a été jugée tant de fois que rien de plus n’est gardé : le dernier avis reste."
    ),
    "This could not be stored; the terminal that runs Gazette says more.": (
        "Cela n’a pas pu être gardé ; le terminal où tourne Gazette en dit plus."
    ),
    # ------------------------------------------------------------------ web chat
    "Ask in French or English: the answers are quotes from your articles, each with its place.": (
        "Demandez en français ou en anglais : les réponses sont des citations de vos articles, chacune avec sa place."
    ),
    "There are no articles to ask yet: add some in the tab “Articles”, or run gazette build with their folder.": (
        "Il n’y a pas encore d’articles à interroger : ajoutez-en dans l’onglet « Articles », ou lancez gazette build "
        "avec leur dossier."
    ),
    "Your question": "Votre question",
    "Ask": "Demander",
    "Conversation": "Conversation",
    "Questions to try": "Questions à essayer",
    "Reply": "Réponse",
    "Searching the articles…": "Recherche dans les articles…",
    "Only some of the articles": "Seulement certains articles",
    "Language": "Langue",
    "All": "Toutes",
    "In French": "En français",
    "In English": "En anglais",
    "Since (year, month or day)": "Depuis (année, mois ou jour)",
    "Until (year, month or day)": "Jusqu’à (année, mois ou jour)",
    "Something went wrong and this question has no answer; the terminal that runs Gazette says more.": (
        "Une erreur a empêché de répondre à cette question ; le terminal où tourne Gazette en dit plus."
    ),
    "Port {port} of this machine cannot be used, perhaps by another chat. Run: gazette serve --port {other}": (
        "Le port {port} de cette machine n’est pas libre, peut-être à cause d’un autre dialogue. "
        "Tapez : gazette serve --port {other}"
    ),
    # ------------------------------------------------------------------ server
    "Other machines can reach {host}, so a password is required and none is set: put one into GAZETTE_PASSWORD, or "
    "name a file that holds it in GAZETTE_PASSWORD_FILE.": (
        "D’autres machines peuvent atteindre {host} : il faut donc un mot de passe, et aucun n’est donné. Mettez-le "
        "dans GAZETTE_PASSWORD, ou nommez dans GAZETTE_PASSWORD_FILE un fichier qui le contient."
    ),
    "The password has {count} characters: choose one of at least {least}.": (
        "Le mot de passe a {count} caractères : choisissez-en un d’au moins {least}."
    ),
    "Address {host} cannot be used ({reason}): give one that this machine has, such as 127.0.0.1.": (
        "L’adresse {host} ne peut pas servir ({reason}) : donnez-en une que cette machine possède, comme 127.0.0.1."
    ),
    "This server does not answer to the name {host!r}: call it localhost or 127.0.0.1.": (
        "Ce serveur ne répond pas au nom « {host} » : appelez-le localhost ou 127.0.0.1."
    ),
    "A page of another site ({origin}) may not call this server: open the chat itself.": (
        "Une page d’un autre site ({origin}) ne peut pas appeler ce serveur : ouvrez le dialogue lui-même."
    ),
    "This server needs its user name and password: give them as HTTP Basic, or the password as Bearer.": (
        "Ce serveur demande son nom d’utilisateur et son mot de passe : donnez-les en HTTP Basic, ou le mot de passe "
        "en Bearer."
    ),
    "The request is larger than {limit} kB: send less, or raise the setting max_request_kb.": (
        "La requête dépasse {limit} ko : envoyez-en moins, ou augmentez le réglage max_request_kb."
    ),
    "The request cannot be understood ({reason}): its form is in /openapi.json, or in the list of tools.": (
        "La requête ne peut pas être comprise ({reason}) : sa forme est dans /openapi.json, ou dans la liste d’outils."
    ),
    "Too many questions wait for their turn already: ask again in a moment.": (
        "Trop de questions attendent déjà leur tour : redemandez dans un instant."
    ),
    "The index holds no article {id!r}: take the article_id of a citation.": (
        "L’index ne contient pas d’article « {id} » : prenez l’article_id d’une citation."
    ),
    "{path} does not take {method}: use {allowed}.": "{path} n’accepte pas {method} : utilisez {allowed}.",
    "There is no tool {name!r}: call ask or article.": ("Il n’y a pas d’outil « {name} » : appelez ask ou article."),
    # ------------------------------------------------------------------ build report
    "added": "ajouté",
    "updated": "modifié",
    "renamed": "renommé",
    "unchanged": "inchangé",
    "removed": "retiré",
    "duplicate": "doublon",
    "skipped": "laissé",
    "left out": "écarté",
    "{count} left out": "{count} écarté(s)",
    "{count} duplicate": "{count} doublon(s)",
    "{count} skipped": "{count} laissé(s)",
    "{count} articles": "{count} articles",
    "1 passage": "1 passage",
    "{count} passages": "{count} passages",
    "Reading": "Lecture",
    "Embedding": "Vecteurs",
    "Nothing was written (dry run): {articles} articles, {passages} passages, {embedded} to embed.": (
        "Rien n’a été écrit (essai) : {articles} articles, {passages} passages, {embedded} à vectoriser."
    ),
    "Nothing changed: generation {generation} answers ({articles} articles, {passages} passages).": (
        "Rien n’a changé : la génération {generation} répond ({articles} articles, {passages} passages)."
    ),
    "Generation {generation} of {index} answers: {articles} articles, {passages} passages, {embedded} "
    "embedded, {seconds} s.": (
        "La génération {generation} de {index} répond : {articles} articles, {passages} passages, dont {embedded} "
        "vectorisés, {seconds} s."
    ),
    "Interrupted: the index is as it was.": "Interrompu : l’index est comme avant.",
    # ------------------------------------------------------------------ status
    "index": "index",
    "articles": "articles",
    "passages": "passages",
    "languages": "langues",
    "dates": "dates",
    "folders": "dossiers",
    "embedder": "modèle de vecteurs",
    "reader": "lecteur",
    "generation": "génération",
    "built": "construit",
    "sources": "sources",
    "size": "taille",
    "can answer": "peut répondre",
    "yes": "oui",
    "{megabytes} MB": "{megabytes} Mo",
    # ------------------------------------------------------------------ command line
    "Answers questions over a folder of articles, in French or English, with verbatim quotes.": (
        "Répond à des questions sur un dossier d’articles, en français ou en anglais, par des citations exactes."
    ),
    "Build an index from files and folders, or bring it up to date. Exit code: 0, 1 some files were "
    "skipped, 2 not built.": (
        "Construit un index à partir de fichiers et de dossiers, ou le met à jour. Code de sortie : 0, 1 des fichiers "
        "ont été laissés, 2 rien n’a été construit."
    ),
    "Answer from the index. Exit code: 0 answered, 1 not found, 2 could not look.": (
        "Répond à partir de l’index. Code de sortie : 0 réponse, 1 pas de réponse, 2 recherche impossible."
    ),
    "Say what the index holds and whether it can answer. Exit code: 0 it can, 2 it cannot.": (
        "Dit ce que contient l’index et s’il peut répondre. Code de sortie : 0 oui, 2 non."
    ),
    "Open the web chat on this machine, with its REST interface and MCP tool.": (
        "Ouvre le dialogue web sur cette machine, avec son interface REST et son outil MCP."
    ),
    "Address to listen on; any but this machine's own needs a password.": (
        "Adresse où écouter ; toute autre que celle de cette machine seule demande un mot de passe."
    ),
    "Files and folders; by default those that the index follows, else seeds/.": (
        "Fichiers et dossiers ; par défaut ceux que suit l’index, sinon seeds/."
    ),
    "Take articles out of the index and bring it up to date. A file that was uploaded is deleted; any other stays "
    "on the disk. Exit code: 0, 1 some files were skipped, 2 nothing was done.": (
        "Retire des articles de l’index et le met à jour. Un fichier déposé est supprimé ; tout autre reste sur le "
        "disque. Code de sortie : 0, 1 des fichiers ont été laissés, 2 rien n’a été fait."
    ),
    "Files, folders, rows or whole sources, as answers and gazette status name them.": (
        "Fichiers, dossiers, lignes ou sources entières, nommés comme dans les réponses et par gazette status."
    ),
    "Put back what was taken out of the index with gazette remove, and bring it up to date. Exit code: 0, 1 some "
    "files were skipped, 2 nothing was done.": (
        "Remet dans l’index ce que gazette remove en a retiré, et le met à jour. Code de sortie : 0, 1 des fichiers "
        "ont été laissés, 2 rien n’a été fait."
    ),
    "Paths that gazette status shows as left out.": "Chemins que gazette status montre comme écartés.",
    "Name of the index, or its path.": "Nom de l’index, ou son chemin.",
    "Follow these paths alone from now on.": "Ne suivre désormais que ces chemins.",
    "Show the plan and change nothing.": "Montrer le plan sans rien changer.",
    "Print JSON.": "Écrire en JSON.",
    "The question, in French or English.": "La question, en français ou en anglais.",
    "A JSON object a line, each with a question; one answer a line comes back.": (
        "Un objet JSON par ligne, chacun avec une question ; une réponse par ligne revient."
    ),
    "Passages to read.": "Nombre de passages à lire.",
    "Only articles in this language: fr or en.": "Seulement les articles dans cette langue : fr ou en.",
    "Only articles of this day, month or year and later.": "Seulement les articles de ce jour, mois ou an et après.",
    "Only articles of this day, month or year and earlier.": "Seulement les articles de ce jour, mois ou an et avant.",
    "Tell the version and end.": "Dire la version et finir.",
    "Port to listen on.": "Port où écouter.",
    "Only articles below this folder, as gazette status names it; may be given several times.": (
        "Seulement les articles de ce dossier, nommé comme par gazette status ; peut être donné plusieurs fois."
    ),
    "Whether “since March 2021” in the question filters the articles by their date.": (
        "Si « depuis mars 2021 » dans la question filtre les articles par leur date."
    ),
    "Give one question, or --file.": "Donnez une question, ou --file.",
    "{file} cannot be read ({reason}): check the path.": "{file} ne peut pas être lu ({reason}) : vérifiez le chemin.",
    "Line {number} cannot be asked ({reason}): write a JSON object with a question.": (
        "La ligne {number} ne peut pas être posée ({reason}) : écrivez un objet JSON avec une question."
    ),
    "Stop with Ctrl+C.": "Ctrl+C pour arrêter.",
}
