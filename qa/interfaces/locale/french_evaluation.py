"""The French of `gazette evaluate`: its options, its tables and what is wrong with its files. Data only."""

from __future__ import annotations

FRENCH_EVALUATION: dict[str, str] = {
    # ------------------------------------------------------------------ command line
    "Measure how well questions with known answers are answered, or compare two such reports. Exit code: 0, "
    "1 with --gate where a measure got significantly worse, 2 could not measure.": (
        "Mesure la qualité des réponses à des questions dont la réponse est connue, ou compare deux de ces rapports. "
        "Code de sortie : 0, 1 avec --gate si une mesure a baissé nettement, 2 mesure impossible."
    ),
    "SQuAD files (.json), corpus files or the chat's feedback (.jsonl), tables question/answer/file (.csv).": (
        "Fichiers SQuAD (.json), fichiers du corpus ou avis du dialogue (.jsonl), tableaux question/réponse/fichier "
        "(.csv)."
    ),
    "Search this index, by default one of the files' own texts.": (
        "Chercher dans cet index, par défaut dans un index des textes mêmes des fichiers."
    ),
    "Only questions on the subjects of this part of the files; one in ten is in test.": (
        "Seulement les questions sur les sujets de cette part des fichiers ; un sur dix est dans test."
    ),
    "Questions of each language direction, drawn.": "Nombre de questions par sens de langue, tirées au sort.",
    "Measure this alone; can be repeated. Reading needs no index.": (
        "Ne mesurer que cela ; peut être répété. La lecture n’a pas besoin d’index."
    ),
    "Folder for the report; by default evaluation/ and the files' names.": (
        "Dossier du rapport ; par défaut evaluation/ et le nom des fichiers."
    ),
    "Compare two reports, each a report.json or its folder.": (
        "Comparer deux rapports, chacun un report.json ou son dossier."
    ),
    "With --compare: exit code 1 where B is significantly worse than A.": (
        "Avec --compare : code de sortie 1 si B est nettement moins bon que A."
    ),
    "Searching": "Recherche",
    "Asking": "Questions posées",
    "Written to {folder}: report.md, report.json and the pictures.": (
        "Écrit dans {folder} : report.md, report.json et les images."
    ),
    "{group}: {count} questions left out, since the index does not hold their text.": (
        "{group} : {count} questions laissées, car l’index ne contient pas leur texte."
    ),
    "{group}: {count} lines left out, since they do not say what is right.": (
        "{group} : {count} lignes laissées, car elles ne disent pas ce qui est juste."
    ),
    # ------------------------------------------------------------------ conditions
    "Evaluation": "Évaluation",
    "files": "fichiers",
    "split": "part",
    "questions of each group": "questions par groupe",
    "of the files' own texts": "des textes mêmes des fichiers",
    "calibration": "étalonnage",
    "settings": "réglages",
    # ------------------------------------------------------------------ tables
    "Questions": "Questions",
    "Each group is source, language of the question → language of the article; * pools them. Intervals hold 95 % of "
    "1,000 samples drawn by what the last column says.": (
        "Chaque groupe est : source, langue de la question → langue de l’article ; * les réunit. Les intervalles "
        "contiennent 95 % de 1 000 échantillons, tirés par ce que dit la dernière colonne."
    ),
    "group": "groupe",
    "questions": "questions",
    "answerable": "avec réponse",
    "subjects": "sujets",
    "texts indexed": "textes indexés",
    "drawn by": "tirage par",
    "article": "article",
    "paragraph": "paragraphe",
    "passage": "passage",
    "question": "question",
    "Reading, with the right text given": "Lecture, le bon texte étant donné",
    "Exact match and F1, in percent: as SQuAD counts, and with French articles and signs known.": (
        "Réponse exacte (EM) et F1, en pour cent : selon SQuAD, puis en connaissant les articles et les signes du "
        "français."
    ),
    "French-aware EM": "EM, français compris",
    "French-aware F1": "F1, français compris",
    "Retrieval": "Recherche des passages",
    "Share of the answerable questions, in percent, with what holds the answer among the first k; reciprocal rank; "
    "nDCG.": (
        "Part des questions avec réponse, en pour cent, dont le texte qui répond est parmi les k premiers ; rang "
        "réciproque ; nDCG."
    ),
    "unit": "unité",
    "ranking": "classement",
    "dense": "vecteurs",
    "hybrid": "les deux",
    "End to end": "De bout en bout",
    "EM and F1 of what is answered, a withheld answer counting 0. Best guess right: withheld or not. Handled rightly: "
    "a right answer given, or none where there is none. Milliseconds.": (
        "EM et F1 de ce qui est répondu, une réponse retenue comptant 0. Meilleure réponse juste : retenue ou non. "
        "Bien traité : une réponse juste est donnée, ou aucune s’il n’y en a pas. Millisecondes."
    ),
    "best guess right": "meilleure réponse juste",
    "handled rightly": "bien traité",
    "Abstention": "Abstention",
    "AUC of telling answerable from unanswerable. Precision: share of the withheld without an answer; recall: share of "
    "those without an answer that are withheld; accuracy: share of all that are told rightly.": (
        "AUC : distinguer les questions avec et sans réponse. Précision : part des retenues qui sont sans réponse ; "
        "rappel : part des sans réponse qui sont retenues ; exactitude : part de toutes qui sont bien distinguées."
    ),
    "decided by": "décidée par",
    "reader, text given": "lecteur, texte donné",
    "end to end": "bout en bout",
    "precision": "précision",
    "recall": "rappel",
    "accuracy": "exactitude",
    "Calibration of the confidence": "Étalonnage de la confiance",
    "Expected calibration error in ten equal bins, and Brier score, from 0 to 1; lower is better.": (
        "Erreur d’étalonnage attendue sur dix tranches égales (ECE) et score de Brier, de 0 à 1 ; moins vaut mieux."
    ),
    # ------------------------------------------------------------------ pictures
    "confidence": "confiance",
    "share that is right": "part de réponses justes",
    "perfect": "parfait",
    "recall@k of the paragraph or article": "rappel@k du paragraphe ou de l’article",
    "share of the questions that is answered": "part des questions auxquelles il est répondu",
    "share of the answers that is wrong": "part de réponses fausses",
    # ------------------------------------------------------------------ comparisons
    "Comparison": "Comparaison",
    "What changed": "Ce qui a changé",
    "Paired by question. p: permutation test, corrected for the number of measures (Benjamini–Hochberg); a change is "
    "told where p is below 0.05. Speed is not tested, since the machine may have been busy.": (
        "Apparié par question. p : test de permutation, corrigé du nombre de mesures (Benjamini–Hochberg) ; un "
        "changement est dit si p est sous 0,05. La vitesse n’est pas testée : la machine était peut-être occupée."
    ),
    "before": "avant",
    "after": "après",
    "measure": "mesure",
    "difference": "différence",
    "better": "mieux",
    "worse": "moins bien",
    "no clear change": "pas de changement net",
    "not tested": "non testé",
    "{count} measures compared: {better} better, {worse} worse.": (
        "{count} mesures comparées : {better} meilleures, {worse} moins bonnes."
    ),
    "Only one of the reports has: {groups}.": "Un seul des rapports contient : {groups}.",
    "Only one of the reports asked {count} of the questions.": (
        "{count} des questions ne sont posées que dans un des rapports."
    ),
    # ------------------------------------------------------------------ what is wrong
    "Give files of questions, or --compare with two reports; --gate goes with --compare.": (
        "Donnez des fichiers de questions, ou --compare avec deux rapports ; --gate va avec --compare."
    ),
    "An evaluation needs libraries that are not installed ({names}). Run: pip install '.[evaluate]'": (
        "Une évaluation a besoin de bibliothèques qui ne sont pas installées ({names}). "
        'Tapez : pip install ".[evaluate]"'
    ),
    "None of these questions can be asked: choose another split than {split}, or another index.": (
        "Aucune de ces questions ne peut être posée : choisissez une autre part que {split}, ou un autre index."
    ),
    "{one} and {other} would both be called {name}: rename one of them.": (
        "{one} et {other} s’appelleraient tous deux {name} : renommez l’un des deux."
    ),
    "{file} holds no question: give another file.": "{file} ne contient aucune question : donnez un autre fichier.",
    "{file} cannot be evaluated: give a SQuAD file (.json), lines of the corpus or of the chat's feedback "
    "(.jsonl) or a table (.csv).": (
        "{file} ne peut pas servir à une évaluation : donnez un fichier SQuAD (.json), des lignes du corpus ou des "
        "avis donnés dans le dialogue (.jsonl), ou un tableau (.csv)."
    ),
    "The lines of {file} name articles of an index: say which with --index NAME.": (
        "Les lignes de {file} nomment des articles d’un index : dites lequel avec --index NOM."
    ),
    "Nothing in {file} says what is right ({count} lines left out): judge more replies, or give right answers.": (
        "Rien dans {file} ne dit ce qui est juste ({count} lignes laissées) : jugez d’autres réponses, ou donnez les "
        "bonnes."
    ),
    "Question {id} has {count} characters, the limit is {limit}: shorten it, or raise max_question_chars.": (
        "La question {id} a {count} caractères, la limite est {limit} : raccourcissez-la, ou augmentez "
        "max_question_chars."
    ),
    "Question {id} of {file} has no word ({text!r}): mend or remove it.": (
        "La question {id} de {file} ne contient aucun mot (« {text} ») : corrigez-la ou retirez-la."
    ),
    "{file} has {count} articles with the id {id}: give each its own.": (
        "{file} contient {count} articles d’identifiant {id} : donnez à chacun le sien."
    ),
    "The rows of {file} name articles of an index: say which with --index NAME.": (
        "Les lignes de {file} nomment des articles d’un index : dites lequel avec --index NOM."
    ),
    "{file} is no text: export it again as CSV in UTF-8.": (
        "{file} n’est pas du texte : exportez-le de nouveau en CSV et en UTF-8."
    ),
    "{file} is no text: export it again as JSON in UTF-8.": (
        "{file} n’est pas du texte : exportez-le de nouveau en JSON et en UTF-8."
    ),
    "{file} is no valid CSV ({reason}): export it again as CSV in UTF-8.": (
        "{file} n’est pas un CSV valide ({reason}) : exportez-le de nouveau en CSV et en UTF-8."
    ),
    "The first row of {file} must name the columns question, answer and file: add them.": (
        "La première ligne de {file} doit nommer les colonnes question, réponse et fichier : ajoutez-les."
    ),
    "Row {number} of {file} has {cells} cells under {columns} columns: put texts with {delimiter!r} in quotation "
    "marks.": (
        "La ligne {number} de {file} a {cells} cellules pour {columns} colonnes : mettez entre guillemets les textes "
        "qui contiennent « {delimiter} »."
    ),
    "Row {number} of {file} names {article!r}, and the index holds {count} articles of that path: give the path as "
    "gazette build shows it.": (
        "La ligne {number} de {file} nomme « {article} », et l’index contient {count} articles de ce chemin : donnez "
        "le chemin tel que gazette build le montre."
    ),
    "Row {number} of {file}: the answer {answer!r} does not stand in {article}; give it word for word.": (
        "Ligne {number} de {file} : la réponse « {answer} » ne figure pas dans {article} ; donnez-la mot pour mot."
    ),
    "{file} does not follow the SQuAD format ({place}: {reason}): mend it there.": (
        "{file} ne suit pas le format SQuAD ({place} : {reason}) : corrigez-le à cet endroit."
    ),
    "The answer {answer!r} to {question!r} does not stand in its paragraph in {file}: mend or remove the question.": (
        "La réponse « {answer} » à « {question} » ne figure pas dans son paragraphe dans {file} : corrigez ou retirez "
        "la question."
    ),
    "Line {number} of {file} is not as the corpus writes it ({place}: {reason}): mend that line.": (
        "La ligne {number} de {file} n’est pas celle d’un corpus ({place} : {reason}) : corrigez-la."
    ),
    "The answer {answer!r} to {question!r} does not stand in article {article}: mend or remove the question.": (
        "La réponse « {answer} » à « {question} » ne figure pas dans l’article {article} : corrigez ou retirez la "
        "question."
    ),
    "{file} is no report of this version of gazette evaluate ({place}: {reason}): evaluate again.": (
        "{file} n’est pas un rapport de cette version de gazette evaluate ({place} : {reason}) : évaluez de nouveau."
    ),
    "{file} has format {found}, this version compares format {wanted}: evaluate again.": (
        "{file} a le format {found}, cette version compare le format {wanted} : évaluez de nouveau."
    ),
    "{one} and {other} have no question in common: compare reports on the same files.": (
        "{one} et {other} n’ont aucune question en commun : comparez des rapports sur les mêmes fichiers."
    ),
    "{folder} cannot be made ({reason}): give another folder with --out.": (
        "{folder} ne peut pas être créé ({reason}) : donnez un autre dossier avec --out."
    ),
}
