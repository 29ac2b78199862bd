"""The French of what errors and reports say; `french.py` holds the words of the doors themselves. Data only."""

from __future__ import annotations

FRENCH_ERRORS: dict[str, str] = {
    # ------------------------------------------------------------------ settings
    "There is no setting {name!r}: write {near!r} in {file}, or remove it.": (
        "Le réglage « {name} » n’existe pas : écrivez « {near} » dans {file}, ou retirez-le."
    ),
    "There is no setting {name!r}: remove it from {file}.": (
        "Le réglage « {name} » n’existe pas : retirez-le de {file}."
    ),
    "Setting {name!r} is empty: give it a value in the command, in {variable} or in {file}.": (
        "Le réglage « {name} » est vide : donnez-lui une valeur dans la commande, dans {variable} ou dans {file}."
    ),
    "Setting {name!r} cannot be {value!r}: give a whole number from {low} to {high} in the command, in {variable} or "
    "in {file}.": (
        "Le réglage « {name} » ne peut pas être « {value} » : donnez un nombre entier de {low} à {high} dans la "
        "commande, dans {variable} ou dans {file}."
    ),
    "Setting {name!r} cannot be {value!r}: give a number from {low} to {high} in the command, in {variable} or in "
    "{file}.": (
        "Le réglage « {name} » ne peut pas être « {value} » : donnez un nombre de {low} à {high} dans la commande, "
        "dans {variable} ou dans {file}."
    ),
    "Setting {name!r} cannot be {value!r}: give one of {choices} in the command, in {variable} or in {file}.": (
        "Le réglage « {name} » ne peut pas être « {value} » : donnez une des valeurs {choices} dans la commande, "
        "dans {variable} ou dans {file}."
    ),
    "Setting {name!r} cannot be {value!r} ({reason}): mend it in the command, in {variable} or in {file}.": (
        "Le réglage « {name} » ne peut pas être « {value} » ({reason}) : corrigez-le dans la commande, dans "
        "{variable} ou dans {file}."
    ),
    "{file} cannot be read ({reason}): mend it or move it away.": (
        "{file} ne peut pas être lu ({reason}) : corrigez-le ou retirez-le."
    ),
    # ------------------------------------------------------------------ questions
    "The question is empty: ask with at least one word.": "La question est vide : écrivez au moins un mot.",
    "The question has {count} characters, the limit is {limit}: shorten it.": (
        "La question a {count} caractères, la limite est de {limit} : raccourcissez-la."
    ),
    "top-k cannot be {value}: give a number from 1 to 100.": (
        "top-k ne peut pas être {value} : donnez un nombre de 1 à 100."
    ),
    "since {since} is later than until {until}: swap them.": (
        "La date de début ({since}) vient après la date de fin ({until}) : échangez-les."
    ),
    "language cannot be {value!r}: give one of {languages}.": (
        "La langue (language) ne peut pas être « {value} » : donnez l’une de celles-ci : {languages}."
    ),
    "since cannot be {value!r}: give a day, a month or a year, as in 2022-01-06 or 2022-01.": (
        "La date de début (since) ne peut pas être « {value} » : donnez un jour, un mois ou une année, comme "
        "2022-01-06 ou 2022-01."
    ),
    "until cannot be {value!r}: give a day, a month or a year, as in 2022-01-06 or 2022-01.": (
        "La date de fin (until) ne peut pas être « {value} » : donnez un jour, un mois ou une année, comme "
        "2022-01-06 ou 2022-01."
    ),
    "No article of the index lies in {folder!r}: give another folder, such as {folders}.": (
        "Aucun article de l’index n’est dans « {folder} » : donnez un autre dossier, par exemple {folders}."
    ),
    # ------------------------------------------------------------------ sources
    "{path} does not exist or cannot be reached: check the spelling of the path.": (
        "{path} n’existe pas ou ne peut pas être atteint : vérifiez l’orthographe du chemin."
    ),
    "{path} was indexed and is no longer there: put it back, or follow it no more with gazette remove {name}.": (
        "{path} était dans l’index et n’est plus là : remettez-le, ou cessez de le suivre avec gazette remove {name}."
    ),
    "{path!r} is not left out of the index, so it cannot be put back: see gazette status.": (
        "« {path} » n’est pas écarté de l’index et ne peut donc pas y revenir : voyez gazette status."
    ),
    "{path!r} is not in the index, which is empty: there is nothing to remove.": (
        "« {path} » n’est pas dans l’index, qui est vide : il n’y a rien à retirer."
    ),
    "{path!r} is not in the index: give a path as answers show it, such as {near}.": (
        "« {path} » n’est pas dans l’index : donnez un chemin comme le montrent les réponses, par exemple {near}."
    ),
    "There is nothing to index: name files or folders, or make a folder {folder}/.": (
        "Il n’y a rien à indexer : nommez des fichiers ou des dossiers, ou créez un dossier {folder}/."
    ),
    "{path} would be shown as {shown!r}, as what was dropped on the chat is: rename the folder.": (
        "{path} serait montré sous le nom {shown!r}, comme ce qui a été déposé dans la page : renommez le dossier."
    ),
    "{index} cannot be an index ({reason}): give another name, or the right to write there.": (
        "{index} ne peut pas être un index ({reason}) : donnez un autre nom, ou le droit d’y écrire."
    ),
    "{one} and {other} would both be shown as {shown!r}: rename one of the two and try again.": (
        "{one} et {other} porteraient tous deux le nom « {shown} » : renommez l’un des deux et recommencez."
    ),
    "The name of {path} is not valid UTF-8: rename it and try again.": (
        "Le nom de {path} n’est pas en UTF-8 : renommez-le et recommencez."
    ),
    "{folder} cannot be opened ({reason}): give yourself access to it.": (
        "{folder} ne peut pas être ouvert ({reason}) : donnez-vous le droit d’y accéder."
    ),
    # ------------------------------------------------------------------ files that are left out
    "was {path}": "auparavant {path}",
    "same content as {path}": "même contenu que {path}",
    "its file stays on the disk": "son fichier reste sur le disque",
    "its file is deleted": "son fichier est supprimé",
    "The name is not valid UTF-8: rename it.": "Le nom n’est pas en UTF-8 : renommez-le.",
    "Files of type {suffix} are not read: save it as one of {types}.": (
        "Les fichiers {suffix} ne sont pas lus : enregistrez celui-ci dans l’un de ces formats : {types}."
    ),
    "Files without a suffix are not read: save it as one of {types}.": (
        "Les fichiers sans extension ne sont pas lus : enregistrez celui-ci dans l’un de ces formats : {types}."
    ),
    "The folder cannot be opened ({reason}): give yourself access to it.": (
        "Le dossier ne peut pas être ouvert ({reason}) : donnez-vous le droit d’y accéder."
    ),
    "The link is broken or leads back to itself: mend it or remove it.": (
        "Le lien est rompu ou revient sur lui-même : réparez-le ou retirez-le."
    ),
    "The link leads outside {root}: name its target as a source of its own.": (
        "Le lien mène hors de {root} : nommez sa cible comme une source à part."
    ),
    "The link leads to a folder of the same source, where it is read: remove the link.": (
        "Le lien mène à un dossier de la même source, qui est lu à sa place : retirez le lien."
    ),
    "The path is not an ordinary file but a pipe or a device: remove it.": (
        "Le chemin n’est pas un fichier ordinaire mais un tube ou un périphérique : retirez-le."
    ),
    "The file vanished after the folder was listed: build again.": (
        "Le fichier a disparu après la lecture du dossier : relancez gazette build."
    ),
    "The file may not be read (permission denied): give yourself read access.": (
        "La lecture du fichier n’est pas permise : donnez-vous le droit de le lire."
    ),
    "The file cannot be read ({reason}): check the disk, then build again.": (
        "Le fichier ne peut pas être lu ({reason}) : vérifiez le disque, puis relancez gazette build."
    ),
    "The file is larger than {limit} MB: split it, or raise the setting max_file_mb.": (
        "Le fichier dépasse {limit} Mo : divisez-le, ou augmentez le réglage max_file_mb."
    ),
    "The file is empty: fill it or remove it.": "Le fichier est vide : remplissez-le ou retirez-le.",
    "The file holds no text: add some or remove the file.": (
        "Le fichier ne contient pas de texte : ajoutez-en ou retirez-le."
    ),
    "The file is binary data, not text: save it as UTF-8 text, or give it the suffix of its type.": (
        "Le fichier n’est pas du texte mais des données binaires : enregistrez-le en texte UTF-8, ou donnez-lui "
        "l’extension de son type."
    ),
    "The file begins as UTF-16 and is damaged: save it again as UTF-8.": (
        "Le fichier commence en UTF-16 et il est abîmé : enregistrez-le de nouveau en UTF-8."
    ),
    "The file holds no HTML that can be parsed: open it in a browser and save it again.": (
        "Le fichier ne contient pas de HTML lisible : ouvrez-le dans un navigateur et enregistrez-le de nouveau."
    ),
    "The page nests its elements too deeply to be read: save its text as .txt.": (
        "La page imbrique trop ses éléments pour être lue : enregistrez son texte en .txt."
    ),
    "The file is damaged or is no PDF: open it in a viewer and save it again.": (
        "Le fichier est abîmé ou n’est pas un PDF : ouvrez-le dans une visionneuse et enregistrez-le de nouveau."
    ),
    "The file looks scanned: it holds images but no text; run an OCR program first.": (
        "Le fichier semble numérisé : il contient des images et pas de texte ; passez-le d’abord dans un logiciel "
        "d’OCR."
    ),
    "The file is encrypted: save a copy without a password.": (
        "Le fichier est chiffré : enregistrez une copie sans mot de passe."
    ),
    "The file is encrypted, or an old .doc: save it as .docx without a password.": (
        "Le fichier est chiffré, ou c’est un ancien .doc : enregistrez-le en .docx sans mot de passe."
    ),
    "The file is damaged or is no Word document: save it again as .docx.": (
        "Le fichier est abîmé ou n’est pas un document Word : enregistrez-le de nouveau en .docx."
    ),
    "The file unpacks to more than 500 MB: save it again without its images.": (
        "Le fichier dépasse 500 Mo une fois décompressé : enregistrez-le de nouveau sans ses images."
    ),
    # ------------------------------------------------------------------ rows of tables that are left out
    "The file is no valid CSV ({reason}): export it again as CSV in UTF-8.": (
        "Le fichier n’est pas un CSV correct ({reason}) : exportez-le de nouveau en CSV, en UTF-8."
    ),
    "The first row ({row}) names no column of text: name one of its columns text or texte.": (
        "La première ligne ({row}) ne nomme pas de colonne de texte : nommez l’une des colonnes text ou texte."
    ),
    "Number {number} holds no text: add some or remove it.": (
        "Le numéro {number} ne contient pas de texte : ajoutez-en ou retirez-le."
    ),
    "Line {number} is not valid JSON ({reason}): mend it.": (
        "La ligne {number} n’est pas du JSON correct ({reason}) : corrigez-la."
    ),
    "Line {number} nests too deeply or holds too long a number: mend it.": (
        "La ligne {number} est trop imbriquée ou contient un nombre trop long : corrigez-la."
    ),
    'Line {number} is no JSON object: write {{"text": …}} on one line.': (
        'La ligne {number} n’est pas un objet JSON : écrivez {{"text": …}} sur une ligne.'
    ),
    "Line {number} holds no text: give it a field named text.": (
        "La ligne {number} ne contient pas de texte : donnez-lui un champ nommé text."
    ),
    "Row {number} opens a quotation mark that nothing closes: close or double it.": (
        "La ligne {number} ouvre un guillemet que rien ne ferme : fermez-le ou doublez-le."
    ),
    "Row {number} has {cells} cells under {columns} columns: put texts with {delimiter!r} in quotation marks.": (
        "La ligne {number} a {cells} cellules pour {columns} colonnes : mettez entre guillemets les textes qui "
        "contiennent {delimiter!r}."
    ),
    "Row {number} holds no text: fill its column of text or remove it.": (
        "La ligne {number} ne contient pas de texte : remplissez sa colonne de texte ou retirez-la."
    ),
    # ------------------------------------------------------------------ models
    "There is no model folder {folder}: mend the setting {name!r} or put the model there.": (
        "Il n’y a pas de dossier de modèle {folder} : corrigez le réglage « {name} » ou placez-y le modèle."
    ),
    "The model folder {folder} lacks {file}: copy the whole folder again or name another model.": (
        "Il manque {file} dans le dossier de modèle {folder} : recopiez tout le dossier ou nommez un autre modèle."
    ),
    "The embedder {name} cannot be loaded ({reason}): check the name, or give the path of a sentence-transformers "
    "folder.": (
        "Le modèle de vecteurs {name} ne peut pas être chargé ({reason}) : vérifiez son nom, ou donnez le chemin d’un "
        "dossier sentence-transformers."
    ),
    "The reader {name} cannot be loaded ({reason}): check the name, or give the path of a question-answering model "
    "folder.": (
        "Le lecteur {name} ne peut pas être chargé ({reason}) : vérifiez son nom, ou donnez le chemin d’un dossier de "
        "modèle de question-réponse."
    ),
    "The reader {name} has no fast tokenizer, so its answers have no offsets: name another model.": (
        "Le lecteur {name} n’a pas de tokenizer rapide, qui donne la place des réponses : nommez un autre modèle."
    ),
    "{file} is not JSON ({reason}): copy the model again.": "{file} n’est pas du JSON ({reason}) : recopiez le modèle.",
    "{file} cannot be used ({reason}): copy the model again.": (
        "{file} ne peut pas servir ({reason}) : recopiez le modèle."
    ),
    "{file} cannot be run ({reason}): copy the model again.": (
        "{file} ne peut pas être exécuté ({reason}) : recopiez le modèle."
    ),
    # ------------------------------------------------------------------ index
    "There is no index in {index}. Run: gazette build": "Il n’y a pas d’index dans {index}. Tapez : gazette build",
    "The index holds no article. Run: gazette build PATH": (
        "L’index ne contient aucun article. Tapez : gazette build CHEMIN"
    ),
    "Another build is writing to {index}: wait until it has ended, then run yours again.": (
        "Une autre construction écrit dans {index} : attendez qu’elle soit finie, puis relancez la vôtre."
    ),
    "The index was built with other settings: {name} was {built} and is now {asked}. Run: gazette build, or put the "
    "setting back.": (
        "L’index a été construit avec d’autres réglages : {name} valait {built} et vaut maintenant {asked}. Tapez : "
        "gazette build, ou remettez le réglage."
    ),
    "The index in {folder} has format {found}, this version reads format {wanted}. Run: gazette build": (
        "L’index de {folder} a le format {found}, cette version lit le format {wanted}. Tapez : gazette build"
    ),
    "The index in {folder} is damaged ({part}: {reason}). Run: gazette build": (
        "L’index de {folder} est abîmé ({part} : {reason}). Tapez : gazette build"
    ),
    "The index in {folder} is damaged ({part} counts other passages). Run: gazette build": (
        "L’index de {folder} est abîmé ({part} compte d’autres passages). Tapez : gazette build"
    ),
    "The index in {folder} is damaged (its texts are incomplete). Run: gazette build": (
        "L’index de {folder} est abîmé (ses textes sont incomplets). Tapez : gazette build"
    ),
    "{file} does not hold the number of a generation: write one of {numbers} into it, or run: gazette build": (
        "{file} ne contient pas le numéro d’une génération : écrivez-y l’un de ceux-ci : {numbers}, ou tapez : "
        "gazette build"
    ),
    "{file} does not hold the number of a generation. Run: gazette build": (
        "{file} ne contient pas le numéro d’une génération. Tapez : gazette build"
    ),
    "Generation {number} of the index in {index} is gone or incomplete. Run: gazette build": (
        "La génération {number} de l’index de {index} n’est plus là ou est incomplète. Tapez : gazette build"
    ),
    "A quote does not stand in {path} at {start}:{end}. Run: gazette build": (
        "Une citation n’est pas dans {path} à la place {start}:{end}. Tapez : gazette build"
    ),
    "{file} cannot be written ({reason}): name another file in the setting feedback_file.": (
        "{file} ne peut pas être écrit ({reason}) : nommez un autre fichier dans le réglage feedback_file."
    ),
    "{file} holds {limit} MB of judgements: move it away, or raise the setting max_feedback_mb.": (
        "{file} contient {limit} Mo d’avis : déplacez-le, ou augmentez le réglage max_feedback_mb."
    ),
}
