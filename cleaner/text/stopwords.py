"""Function words of fourteen languages. Text in which they are dense is prose (the stopword density of jusText).

All languages share one set. A function word of one is rarely a frequent name or menu item in another, and this way the
language of a page need not be known.
"""

from __future__ import annotations

_WORDS = {
    "en": "a about after all also an and any are as at be because been before being between both but by can could "
    "did do does during each even for from had has have he her his how i if in into is it its just like made "
    "many may me more most much must my no not now of off on one only or other our out over said same she "
    "should so some still such than that the their them then there these they this those through to too under "
    "until up us was we were what when where which while who why will with would you your",
    "de": "aber als am an auch auf aus bei beim bis da damit das dass dem den denn der des dessen die dies diese "
    "diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa für gegen "
    "habe haben hat hatte hier ich ihm ihn ihr ihre ihren im immer in ist ja kann kein keine können mehr mit "
    "muss nach nicht noch nun nur ob oder ohne sehr sei sein seine seinen seit sich sie sind so soll sondern "
    "über um und uns unter vom von vor war waren was weil wenn werden wie wieder wir wird wo wurde wurden zu "
    "zum zur zwei zwischen",
    "fr": "à au aussi aux avait avant avec c'est ce cela ces cet cette comme dans de depuis des deux dont du elle "
    "elles en encore entre est et été être fait font il ils je la le les leur leurs lui mais même ne non nos "
    "notre nous on ont ou où par pas peut plus pour qu'il que qui sa sans se selon ses si son sont sous sur "
    "tous tout toute très un une vous y",
    "es": "al algo ante antes así aunque cada como con contra cuando de del desde después donde dos durante el ella "
    "ellos en entre era es esta está este esto estos fue ha había hace hacia han hasta hay la las le les lo "
    "los más me mi mientras muy ni no nos o otra otro para pero por porque pues que quien se según ser si "
    "sido sin sobre son su sus también tan tiene todo todos tras tu un una uno unos y ya",
    "pt": "ao aos as às até com como da das de dele depois do dos e é ela ele eles em entre era essa esse esta está "
    "este eu foi foram há isso isto já mais mas me mesmo muito na não nas nem no nos o os ou para pela pelas "
    "pelo pelos por porque quando que quem se sem ser seu seus só sobre sua suas também te tem têm um uma "
    "você",
    "it": "a ad agli ai al alla alle allo anche che chi ci come con contro cui da dagli dal dalla dalle degli dei "
    "del della delle dello di dopo dove due e è era essere fra gli ha hanno i il in io la le lei lo loro lui "
    "ma mentre molto ne nei nel nella nelle non o per perché più poi prima quando quella quello questa queste "
    "questo se senza si sia solo sono stata stato su sua sue sugli sui sul sulla suo suoi tra tutti un una "
    "uno",
    "nl": "aan al alle als bij dan dat de deze die dit door dus een en er ge geen had hebben heeft hem het hij hoe "
    "hun ik in is je kan kunnen maar meer men met mij na naar niet nog nu of om onder ons ook op over te "
    "tegen toch tot uit van veel voor waar waren was wat we wel werd werden wie wij worden wordt zal ze zich "
    "zij zijn zo zou",
    "pl": "a aby ale bez bo był była było były być co czy dla do gdy go i ich ile im innych ja jak jako je jednak "
    "jego jej jest jeszcze jeśli już kiedy która które którego której który których którzy lub ma mnie może "
    "można na nad nas nie nich nim niż o od oraz po pod ponad przed przez przy są się ta tak także tam te "
    "tego tej ten też to tu tych tylko tym u w we według więc wszystkie z za ze że",
    "ru": "а без был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее её если "
    "есть ещё еще же за и из или им их к как когда которая которые который ли между мы на над нас не нет ни "
    "но о об однако он она они оно от по под после при про с сам свои своих себя со так также там то тоже "
    "только том ты у уже чем что чтобы это этого этой этом этот я",
    "tr": "ama ancak bazı ben bir biri biz bu bütün çok çünkü da daha de diye en gibi göre hem her hiç için ile ise "
    "kadar ki kim mi mı mu nasıl ne neden o olan olarak oldu olduğu olduğunu onu onun sadece sonra şey şu tüm "
    "üzere var ve veya ya yani yok",
    "ko": "및 등 이 그 저 것 수 더 또 또는 그리고 그러나 하지만 있다 있는 했다 한다 하는 위해 대한 대해 따라 "
    "통해 이번 지난 밝혔다 말했다",
    "ar": "في من على إلى الى عن أن ان إن التي الذي الذين هذا هذه ذلك تلك كان كانت قد ما لا لم لن هو هي هم و أو بعد "
    "قبل بين كل مع حتى منذ عند غير كما لكن حيث خلال أكثر ثم بأن أنه وقد وفي وقال قال",
    "sv": "att av de den det där då efter ej eller en ett från för ha hade han har hon i inte jag kan man med men "
    "mot när och om på sedan sig sin som till under upp ut var vi vid är över",
    "cs": "a aby ale ani až bez by byl byla bylo být co do i jak jako je jeho jejich jen jež ji již jsem jsme jsou "
    "k kde když která které který na nebo než o od po pod podle pro proti před při s se si tak také to tom už "
    "v ve však z za ze že",
}
STOPWORDS = frozenset(word for words in _WORDS.values() for word in words.split())

# Particles and function characters of Japanese and Chinese, and frequent Thai ones.
STOP_CHARACTERS = frozenset("のはをにがでとたしてるもなれ的了是在和有不这這为為与與对對将將也就")
