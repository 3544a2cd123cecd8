"""Invented names in several scripts. The family names are made up, so that none is that of a real person."""

LATIN_GIVEN = (
    "Amélie Björn Chloë Dagný Émile Françoise Gísli Håkon Ines Jürgen Kateřina Łucja Mateus Nadège Óscar Pília "
    "Renée Søren Tadeáš Úrsula Violeta Wanda Xiomara Ynés Zoë Abel Briar Corin Delphia Edmer Fenna Garrick Hollis "
    "Isolde Jessamy Kelvin Linnet Marlow Nerys Orrin Petra Quillon Rosamund Sorrel Tamsin Ulric Verity Wystan"
).split()
LATIN_FAMILY = (
    "Brackenmoor Öresdal Thornquay Véramont Castañar Dunhallow Ejstrupgaard Fjällmark Gândurel Hollowmere Île-Morand "
    "Jezioran Kőhalmy Lindenhøj Mühlenfeldt Nørbæk O'Farrowell Peñalosca Quessandre Rågenvik Šumavský Tarnwold "
    "Üxküllson Valdombrosa Wintergrace Yarrowdene Žitomírek Ashencombe Birchlow Coldspring-Vane Dovermont Elmsgrave "
    "Foxhallow Greywether Hartsmoor Ivesdale Larkenby Mossgrove Netherfold Oakhampstead Pellinway Ravenscrest "
    "Silverthwaite Underbrook Whitlowe"
).split()
OTHER = {
    "Greek": ("Αλκμήνη Βασίλης Δανάη Ευτέρπη Ζήνων Θάλεια Ιάσων Καλλιόπη".split(),
              "Αλσοπέτρης Βουνοκλής Γαλανόρης Θαλασσίδου Κυματόπουλος Λευκορείτης".split()),
    "Cyrillic": ("Арина Богдан Василиса Глеб Дарина Захар Ївга Любава".split(),
                 "Снегоречкин Лунобор Ветролюб Ясноград Тихолесов Зорянич".split()),
    "Arabic": ("سلمى طارق نادية ياسر هدى كريم".split(),
               "النوردي الوادجي البحراوين السحابين الفجراني".split()),
    "Hebrew": ("אביגיל ברק גליה דניאל הילה נועם".split(),
               "הררגן ימשלב נחלור צורים-גל אורפז".split()),
    "Devanagari": ("अनन्या विवान कावेरी रोहन मीरा ईशान".split(),
                   "सूर्यपथी चन्द्रवाटे नदीकर वनश्रीय मेघदारे".split()),
    "CJK": ("晶子 海斗 美玲 志强 수빈 하준".split(),
            "霧島川 星野辺 月岡森 云峰 강나루".split()),
}


def make_names(rng, count):
    """`count` different names as (given, family, display); about one in five not in Latin script."""
    seen = set()
    names = []
    scripts = list(OTHER)
    while len(names) < count:
        if rng.random() < 0.2:
            script = rng.choice(scripts)
            givens, families = OTHER[script]
        else:
            script, givens, families = "Latin", LATIN_GIVEN, LATIN_FAMILY
        given, family = rng.choice(givens), rng.choice(families)
        if (given, family) in seen and rng.random() < 0.8:
            continue  # people may share a name, but few do
        seen.add((given, family))
        names.append((given, family, f"{family} {given}" if script == "CJK" else f"{given} {family}"))
    return names
