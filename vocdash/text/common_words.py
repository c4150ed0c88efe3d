"""The commonest words of each language in Latin script, as customers write: the ballots of :mod:`vocdash.text.language`."""

from __future__ import annotations

COMMON_WORDS = {
    "en": """
        the and a an of to is was were are be been i me my we us our you your he she they them it its this that these those there here
        in on at for from with by as but or if so not no yes do does did have has had will would can could should very too just only
        also what when where who why how which because than then all some any more most much many get got good great nice bad service
        staff thanks thank please never always again about after before over out up off into really everything nothing friendly ok okay
        super personal personnel parking poor awful excellent terrible love loved hate like die man war hat am son pour van den met per
        bin main fin
    """,
    "fr": """
        le la les un une des du de et est était étaient sont ont a à au aux je j il elle on nous vous ils ne pas n ce cette ces c qui
        que qu quoi dans pour par sur avec sans mais ou où donc très trop plus moins bien bon bonne bons merci tout tous toute toutes
        rien mon ma mes votre vos notre nos leur leurs se sa son ses été être avoir fait faire comme encore jamais toujours peu beaucoup
        accueil personnel magasin produits qualité prix choix parfait sympa agréable rapide déçu déçue mauvais super conseil aimable
        caisse y en si même après avant chez d l s m t
    """,
    "de": """
        der die das den dem des ein eine einen einem einer und ist war waren sind sein ich wir ihr sie er es mich mir uns nicht kein
        keine mit von zu zum zur im in auf für aus bei nach über vor durch um an am auch aber oder wenn dass weil als wie was sehr gut
        gute guter gutes danke bitte immer nie noch nur schon mehr hat habe haben hatte wird wurde werden kann können alles nichts
        leider freundlich schnell schlecht schlechte super toll lange man mein meine ihre unser so service personal
    """,
    "es": """
        el la los las un una unos de del y es era son está están fue ser yo me mi nos se lo le les no ni que qué en con por para sin
        sobre pero o como cuando muy más menos bien bueno buena buenos mal malo mala gracias todo todos toda nada nunca siempre también
        ya hay ha han he su sus este esta esto ese trato atención servicio personal rápido excelente tiempo al porque desde hasta mejor
    """,
    "it": """
        il lo la i gli le un uno una di del della dei delle e è era sono stato stata essere io mi ci si non che chi in con per da dal
        dalla su tra ma o come quando molto più meno bene buono buona buoni male grazie tutto tutti tutta niente mai sempre anche già ho
        ha hanno al alla nel nella questo questa suo loro personale servizio gentile ottimo ottima veloce pessimo
    """,
    "pt": """
        o a os as um uma de do da dos das e é era são foi ser eu me nos se não que em no na nas com por para sem mas ou como quando
        muito muita mais menos bem bom boa bons mau má obrigado obrigada tudo todos nada nunca sempre também já há tem tinha ao à pelo
        pela este esta isso seu sua atendimento serviço ótimo ótima péssimo rápido
    """,
    "nl": """
        de het een en is was waren zijn ik wij we je u hij zij ze me mij ons niet geen met van voor naar bij op in uit over door om aan
        ook maar of als dat dit die deze wat hoe zeer erg heel goed goede slecht bedankt alles niets nooit altijd nog wel al meer minder
        heb heeft hebben had wordt werd kan kunnen er zo te mijn uw vriendelijk snel klantvriendelijk prima duidelijk personeel
    """,
    "sv": """
        och att det en ett den är var inte jag vi du ni han hon de som på av för med till från om men eller så mycket bra dålig dåligt
        tack alltid aldrig har hade kan ska när här där också bara mer mig oss er min väldigt trevlig trevliga snabb personal
    """,
    "da": """
        og at det en et den er var ikke jeg vi du i han hun de som på af for med til fra om men eller så meget god godt dårlig tak altid
        aldrig har havde kan skal når her der også kun mere mig os jeres min venlig hurtig personale blev
    """,
    "no": """
        og at det en et den er var ikke jeg vi du dere han hun de som på av for med til fra om men eller så veldig bra dårlig takk
        alltid aldri har hadde kan skal når her der også bare mer meg oss min mye hyggelig rask ble
    """,
    "fi": """
        ja on ei oli että se en minä me te he hän ovat olen olla mutta tai kun niin myös vain hyvä hyvin huono kiitos aina koskaan
        todella erittäin palvelu kaikki mitään enemmän nopea ystävällinen asiakaspalvelu
    """,
    "pl": """
        i w na z do się nie jest był była było są to że jak ale lub czy bardzo dobry dobra dobrze dobre zły źle dziękuję zawsze nigdy
        dla od po przez tylko już jeszcze wszystko nic mi mnie nas ja my co obsługa szybko miła miły polecam przy za
    """,
    "cs": """
        a v na z do se ne není je byl byla bylo jsou to že jak ale nebo velmi dobrý dobrá dobře špatný špatně děkuji vždy nikdy pro od
        po jen již už ještě vše nic mi mě nás já my co obsluha rychle si jsem s k za
    """,
    "tr": """
        ve bir bu çok da de için ile ama değil var yok iyi kötü teşekkürler teşekkür ederim her hiç daha ben biz siz ne gibi kadar sonra
        güzel hızlı oldu olarak memnun hizmet
    """,
    "ro": """
        și si în la de pe cu un o este era sunt nu că ca din pentru dar sau foarte bun bună bine rău mulțumesc tot nimic mereu niciodată
        mai am au fost eu noi mi ne ce cum
    """,
    "hu": """
        a az és egy nem van volt voltak hogy de vagy mint nagyon jó rossz köszönöm mindig soha csak még már minden semmi én mi ez is meg
        ha kedves gyors
    """,
    "id": """
        dan yang di ke dari ini itu dengan untuk tidak ada adalah saya kami anda sangat baik bagus buruk terima kasih selalu sudah belum
        akan bisa juga karena pelayanan cepat
    """,
    "vi": """
        và của là không có được cho với này đã rất tốt tôi các một những người cảm ơn nhưng khi nhân viên
    """,
}
"""Language code → its words, lower case. A word may stand under several languages."""
