"""Common given names of women and men, where a pronoun must agree with a name. Data only; other names fit both."""

from __future__ import annotations

_FEMININE = """
adele agathe agnes alexandra alice amelie amelia amy angela anna anne annie aretha audrey barbara beatrice bernadette
brigitte camille carla caroline catherine cecile celine charlotte chantal chloe christiane christine claire clara
clementine colette coco corinne cornelia delphine denise diana dorothy edith eleanor elena elisabeth elise elizabeth
ella emily emilie emma esther eva eve florence francoise gabrielle genevieve germaine gisele hannah harriet helen
helene henriette hillary ingrid irene isabelle jacqueline jane janet jeanne jennifer jessica joan josephine judith
julia julie juliette karen kate katherine laura lea lena leonie liz louise lucie lucy lydia madeleine margaret margot
marguerite maria marianne marie marilyn marion marlene martha martine mary mathilde maud melanie michele michelle
mireille monique nadia nancy natalie nathalie nicole odette olga olympe pauline rachel rebecca rosa rosalind rose
sandra sarah segolene simone sofia sophie stephanie suzanne sylvie teresa theresa therese ursula valerie valentina
vera victoria virginia virginie vivien yvette yvonne zoe
"""
_MASCULINE = """
adam adrien alain albert alexander alexandre alfred andre andrew anthony antoine aristide arnaud arthur auguste
benjamin benoit bernard bertrand bill bob boris bruno cesar charles christian christopher claude daniel david denis
didier donald edgar edmond edouard edward emile emmanuel eric ernest ernst etienne eugene felix ferdinand francis
francois frank franklin frederic frederick gabriel gaston geo georges george gerard gilbert gilles gregory guillaume
gustave guy harold harry hector helmut henri henry herve howard hubert hugo isaac jack jacques james jean
jean-francois jerome jim joe john joseph jules julien karl laurent leon leonard leonardo louis luc lucien ludwig marc
marcel mark martin matthieu maurice max michael michel mohamed napoleon neil nicolas norman olivier oscar pascal
patrick paul peter philippe pierre pierre-paul raymond rene richard robert roger roland romain ronald rudolf samuel
sebastien serge simon stephen steve thomas tim tom victor vincent vladimir walter william winston xavier yves
"""

FEMININE = frozenset(_FEMININE.split())
MASCULINE = frozenset(_MASCULINE.split())
