"""Fixed ladders of answers, from the worst step to the best: steps between slashes, each with the words that mean it."""

from __future__ import annotations

from vocdash.domain import Family

LADDERS: tuple[tuple[Family, str], ...] = (
    (Family.RATING, "poor / fair / good / very good / excellent"),
    (Family.RATING, "very poor / poor / fair,average,ok,okay,neutral,acceptable,adequate / good / very good"),
    (Family.RATING, "very poor / poor / fair,average,ok,okay,neutral,acceptable,adequate / good / excellent,outstanding"),
    (Family.RATING, "very bad / bad / fair,average,ok,okay,neutral,neither good nor bad,regular / good / very good"),
    (Family.RATING, "terrible,awful / poor,bad / average,ok,okay,fair,neutral / good,very good / excellent,great"),
    (Family.RATING, "unacceptable / below average,poor / average,acceptable / good,above average / outstanding,excellent"),
    (Family.RATING, "poor / fair,average / good / excellent,very good"),
    (Family.RATING, "not good,bad / okay,ok / great"),
    (Family.RATING, "needs improvement,unsatisfactory / satisfactory / good,very good / excellent,outstanding"),
    (Family.RATING, "bad,poor / average,ok,okay,neutral,fair / good"),
    (Family.RATING, "much worse / worse,somewhat worse / as expected,about the same,same / better,somewhat better / much better"),
    (Family.RATING, "far below expectations,much worse than expected / below expectations,worse than expected / "
                    "met expectations,meets expectations,as expected / above expectations,exceeded expectations,better than expected / "
                    "far above expectations,far exceeded expectations,much better than expected"),
    (Family.RATING, "very bad,very poor / bad,poor / good / very good / excellent,outstanding"),
    (Family.RATING, "very bad,very poor / bad,poor / fair,average,ok,okay,neutral,acceptable / good / very good / excellent,outstanding"),
    (Family.CSAT, "not satisfied / somewhat satisfied / satisfied / very satisfied"),
    (Family.RATING, "😡,😠 / 🙁,☹,😞,😟 / 😐,😶 / 🙂,😊,😀,😃 / 🤩,😍"),
    (Family.RATING, "😡,😠,🤬,😭 / 🙁,☹,😞,😟,😕,😢 / 😐,😶 / 🙂,😊,😌 / 😀,😃,😄,😁,😍,🤩"),
    (Family.RATING, "🙁,☹,😞,😟,😕 / 😐,😶 / 🙂,😊,😀,😃,😄"),
    (Family.YESNO, "👎 / 👍"),
    (Family.RATING, "sehr schlecht / schlecht / mittelmäßig,mittel,geht so,befriedigend / gut / sehr gut"),
    (Family.RATING, "ungenügend / mangelhaft / ausreichend / befriedigend / gut / sehr gut"),
    (Family.RATING, "très mauvais,très mauvaise / mauvais,mauvaise / moyen,moyenne,passable,correct / bon,bonne,bien /"
        " très bon,très bonne,très bien,excellent"),
    (Family.RATING, "zeer slecht / slecht / matig,redelijk,neutraal / goed / zeer goed,uitstekend"),
    (Family.RATING, "slecht / matig / voldoende,redelijk / goed / uitstekend,zeer goed"),
    (Family.RATING, "onvoldoende / matig / voldoende / goed / zeer goed,uitstekend"),
    (Family.CES, "zeer moeilijk,heel moeilijk / moeilijk / niet gemakkelijk niet moeilijk,neutraal / gemakkelijk,makkelijk / "
                 "zeer gemakkelijk,heel gemakkelijk,heel makkelijk"),
    (Family.RATING, "pas du tout / plutôt pas,pas vraiment / plutôt,plutôt oui / tout à fait"),
    (Family.RATING, "non pas du tout / non plutôt pas,plutôt non,non pas vraiment / oui plutôt,plutôt oui / oui tout à fait"),
    (Family.RATING, "gar nicht,überhaupt nicht / eher nicht,weniger / teils teils,mittel / eher,eher ja / voll und ganz,völlig"),
    (Family.RATING, "péssimo,muito ruim / ruim / regular,razoável / bom / ótimo,muito bom,excelente"),
    (Family.CSAT, "per niente soddisfatto,per niente soddisfatta,per nulla soddisfatto / poco soddisfatto,poco soddisfatta / "
                  "soddisfatto,soddisfatta,abbastanza soddisfatto,abbastanza soddisfatta / molto soddisfatto,molto soddisfatta"),
    (Family.RATING, "pessimo,molto scarso / scarso,insufficiente / sufficiente,discreto / buono / ottimo,eccellente,molto buono"),
    (Family.RATING, "nada / poco / algo,regular / bastante / mucho,totalmente"),
    (Family.RATING, "muy malo,muy mala,muy mal / malo,mala,mal / regular,normal / bueno,buena,bien /"
        " muy bueno,muy buena,muy bien,excelente"),
    # Swedish, Danish, Norwegian, Finnish
    (Family.CSAT, "mycket missnöjd / missnöjd,ganska missnöjd / varken nöjd eller missnöjd,varken eller,neutral / nöjd,ganska nöjd / "
                  "mycket nöjd"),
    (Family.CSAT, "meget utilfreds / utilfreds / hverken tilfreds eller utilfreds,hverken eller,neutral / tilfreds / meget tilfreds"),
    (Family.CSAT, "svært misfornøyd,veldig misfornøyd / misfornøyd / verken fornøyd eller misfornøyd,verken eller,nøytral / fornøyd / "
                  "svært fornøyd,veldig fornøyd"),
    (Family.CSAT, "erittäin tyytymätön / tyytymätön,melko tyytymätön / en tyytyväinen enkä tyytymätön,neutraali / "
                  "tyytyväinen,melko tyytyväinen / erittäin tyytyväinen"),
    (Family.CES, "mycket svårt / svårt,ganska svårt / varken lätt eller svårt,varken eller / lätt,ganska lätt / mycket lätt"),
    (Family.CES, "meget svært,veldig vanskelig,svært vanskelig / svært,vanskelig,ganske vanskelig / hverken let eller svært,hverken eller,"
                 "verken lett eller vanskelig,verken eller / let,lett,ganske let,ganske lett / meget let,veldig lett,svært lett"),
    (Family.CES, "erittäin vaikeaa,erittäin vaikea / vaikeaa,vaikea,melko vaikeaa / ei helppoa eikä vaikeaa / helppoa,helppo,"
                 "melko helppoa / erittäin helppoa,erittäin helppo"),
    (Family.RATING, "mycket dåligt,mycket dålig / dåligt,dålig / okej,varken bra eller dåligt,medel / bra / mycket bra"),
    (Family.RATING, "meget dårlig,meget dårligt,svært dårlig / dårlig,dårligt / middel,nogenlunde,ok,middels / god,godt / "
                    "meget god,meget godt,svært god"),
    (Family.RATING, "täysin eri mieltä / jokseenkin eri mieltä,eri mieltä / en osaa sanoa,neutraali / "
                    "jokseenkin samaa mieltä,samaa mieltä / täysin samaa mieltä"),
    # Polish, Czech, Slovak, Hungarian, Romanian
    (Family.CSAT, "bardzo niezadowolony,bardzo niezadowolona / niezadowolony,niezadowolona,raczej niezadowolony / "
                  "ani zadowolony ani niezadowolony,neutralny,neutralnie / zadowolony,zadowolona,raczej zadowolony / "
                  "bardzo zadowolony,bardzo zadowolona"),
    (Family.RATING, "bardzo źle,bardzo zły,bardzo słabo / źle,zły,słabo / średnio,przeciętnie,dostatecznie / dobrze,dobry / "
                    "bardzo dobrze,bardzo dobry,doskonale"),
    (Family.CES, "bardzo trudno,bardzo trudne / trudno,trudne,raczej trudno / ani łatwo ani trudno,średnio / łatwo,łatwe,raczej łatwo / "
                 "bardzo łatwo,bardzo łatwe"),
    (Family.RATING, "zdecydowanie się nie zgadzam,zdecydowanie nie / raczej się nie zgadzam,nie zgadzam się,raczej nie / "
                    "ani tak ani nie,trudno powiedzieć,nie mam zdania / raczej się zgadzam,zgadzam się,raczej tak / "
                    "zdecydowanie się zgadzam,zdecydowanie tak"),
    (Family.CSAT, "velmi nespokojen,velmi nespokojená,velmi nespokojený,veľmi nespokojný / nespokojen,nespokojená,spíše nespokojen,"
                  "nespokojný / ani spokojen ani nespokojen,neutrální,neutrálny / spokojen,spokojená,spíše spokojen,spokojný / "
                  "velmi spokojen,velmi spokojená,velmi spokojený,veľmi spokojný"),
    (Family.RATING, "rozhodně ne / spíše ne / nevím,ani ano ani ne / spíše ano / rozhodně ano"),
    (Family.CSAT, "nagyon elégedetlen / elégedetlen / semleges / elégedett / nagyon elégedett,teljesen elégedett"),
    (Family.CSAT, "foarte nemulțumit,foarte nemulţumit / nemulțumit,nemulţumit / neutru / mulțumit,mulţumit / foarte mulțumit,"
                  "foarte mulţumit"),
    # Russian, Ukrainian, Greek, Turkish, Indonesian
    (Family.CSAT, "совершенно не удовлетворен,полностью не удовлетворен,очень недоволен,очень недовольна,полностью недоволен,"
                  "полностью недовольна,совсем не доволен / не удовлетворен,недоволен,недовольна,"
                  "скорее не удовлетворен,скорее недоволен,скорее недовольна / нейтрально,затрудняюсь ответить / "
                  "удовлетворен,доволен,довольна,скорее удовлетворен,скорее доволен,скорее довольна / "
                  "полностью удовлетворен,очень доволен,очень довольна,очень удовлетворен,полностью доволен,полностью довольна"),
    (Family.RATING, "полностью не согласен,полностью не согласна,совершенно не согласен / не согласен,не согласна,скорее не согласен,"
                    "скорее не согласна / нейтрально,затрудняюсь ответить / согласен,согласна,скорее согласен,скорее согласна / "
                    "полностью согласен,полностью согласна"),
    (Family.RATING, "плохо,неудовлетворительно / удовлетворительно / хорошо / отлично"),
    (Family.RATING, "очень плохо / плохо / нормально,средне,удовлетворительно / хорошо / отлично,очень хорошо"),
    (Family.RATING, "дуже погано / погано / нормально,задовільно / добре / відмінно,дуже добре"),
    (Family.CSAT, "πολύ δυσαρεστημένος,πολύ δυσαρεστημένη / δυσαρεστημένος,δυσαρεστημένη / ουδέτερος,ουδέτερη,ουδέτερο / "
                  "ικανοποιημένος,ικανοποιημένη / πολύ ικανοποιημένος,πολύ ικανοποιημένη"),
    (Family.CSAT, "hiç memnun değilim,çok memnuniyetsiz,kesinlikle memnun değilim / memnun değilim,memnuniyetsiz / "
                  "kararsızım,ne memnunum ne değilim,nötr / memnunum,memnun / çok memnunum,çok memnun"),
    (Family.RATING, "kesinlikle katılmıyorum / katılmıyorum / kararsızım,ne katılıyorum ne katılmıyorum / katılıyorum / "
                    "kesinlikle katılıyorum"),
    (Family.RATING, "çok kötü / kötü / orta / iyi / çok iyi,mükemmel"),
    (Family.CES, "çok zor / zor / ne kolay ne zor,orta / kolay / çok kolay"),
    (Family.CSAT, "sangat tidak puas / tidak puas / cukup puas,netral,biasa saja / puas / sangat puas"),
    (Family.RATING, "sangat tidak setuju / tidak setuju / netral,ragu-ragu / setuju / sangat setuju"),
    (Family.RATING, "sangat buruk / buruk / cukup / baik / sangat baik"),
    # Japanese, Chinese, Korean
    (Family.CSAT, "とても不満,非常に不満,大変不満 / 不満,やや不満 / どちらともいえない,どちらでもない,普通,ふつう / 満足,やや満足 / "
                  "とても満足,非常に満足,大変満足"),
    (Family.RATING, "とても悪い,非常に悪い / 悪い,やや悪い / 普通,ふつう,どちらともいえない / 良い,やや良い,よい / とても良い,"
                    "非常に良い,とてもよい"),
    (Family.RATING, "全くそう思わない,まったくそう思わない / そう思わない,あまりそう思わない / どちらともいえない / そう思う,"
                    "ややそう思う / "
                    "とてもそう思う,強くそう思う,非常にそう思う"),
    (Family.CSAT, "非常不满意,很不满意,非常不滿意,很不滿意 / 不满意,不太满意,不滿意,不太滿意 / 一般,中立,普通 / 满意,比较满意,"
                  "滿意,比較滿意 / "
                  "非常满意,很满意,非常滿意,很滿意"),
    (Family.RATING, "非常差,很差 / 差,较差,較差 / 一般,普通 / 好,较好,較好 / 非常好,很好"),
    (Family.RATING, "非常不同意,完全不同意 / 不同意,比较不同意,比較不同意 / 一般,中立,普通 / 同意,比较同意,比較同意 / 非常同意,完全同意"),
    (Family.CSAT, "매우 불만족,매우 불만 / 불만족,불만 / 보통 / 만족 / 매우 만족"),
    (Family.RATING, "전혀 그렇지 않다 / 그렇지 않다 / 보통이다,보통 / 그렇다 / 매우 그렇다"),
    (Family.RATING, "매우 나쁨 / 나쁨 / 보통 / 좋음 / 매우 좋음"),
    # Vietnamese, Thai, Hindi
    (Family.CSAT, "rất không hài lòng,hoàn toàn không hài lòng / không hài lòng / bình thường,trung lập / hài lòng / rất hài lòng,"
                  "hoàn toàn hài lòng"),
    (Family.RATING, "rất kém,rất tệ / kém,tệ / bình thường,trung bình / tốt / rất tốt"),
    (Family.RATING, "kém / trung bình,bình thường / tốt / rất tốt,xuất sắc"),
    (Family.RATING, "hoàn toàn không đồng ý,rất không đồng ý / không đồng ý / trung lập,bình thường / đồng ý / hoàn toàn đồng ý,"
                    "rất đồng ý"),
    (Family.RATING, "น้อยที่สุด / น้อย / ปานกลาง / มาก / มากที่สุด"),
    (Family.RATING, "แย่มาก,ควรปรับปรุง / แย่,พอใช้ / ปานกลาง / ดี / ดีมาก"),
    (Family.CSAT, "ไม่พึงพอใจอย่างมาก,ไม่พอใจมาก / ไม่พึงพอใจ,ไม่พอใจ / เฉยๆ,ปานกลาง / พึงพอใจ,พอใจ / พึงพอใจมาก,พอใจมาก"),
    (Family.CSAT, "बहुत असंतुष्ट / असंतुष्ट / तटस्थ,सामान्य / संतुष्ट / बहुत संतुष्ट"),
    # Arabic, Hebrew
    (Family.CSAT, "غير راض تماما,غير راض على الإطلاق,غير راض إطلاقا,غير راض جدا,غير راضي جدا,غير راضي إطلاقا,غير راضية جدا,"
                  "غير راضية إطلاقا / غير راض,غير راضي,غير راضية / محايد,محايدة / راض,راضي,راضية / راض جدا,راضي جدا,راضية جدا,راض تماما,"
                  "راضي تماما,راضية تماما"),
    (Family.RATING, "سيء جدا,سيئ جدا,سيئة جدا,ضعيف جدا,ضعيفة جدا / سيء,سيئ,سيئة,ضعيف,ضعيفة / متوسط,متوسطة,مقبول,مقبولة / جيد,جيدة / "
                    "جيد جدا,جيدة جدا,ممتاز,ممتازة"),
    (Family.RATING, "ضعيف,ضعيفة,سيء,سيئ,سيئة / مقبول,مقبولة,متوسط,متوسطة / جيد,جيدة / جيد جدا,جيدة جدا / ممتاز,ممتازة"),
    (Family.RATING, "لا أوافق بشدة,لا أوافق تماما,أعارض بشدة,غير موافق بشدة,لا اوافق بشدة / لا أوافق,أعارض,غير موافق,لا اوافق / "
                    "محايد,محايدة / أوافق,موافق,اوافق / أوافق بشدة,أوافق تماما,موافق بشدة,موافق تماما,اوافق بشدة"),
    (Family.RATING, "غير محتمل على الإطلاق,غير محتمل إطلاقا / غير محتمل / محايد / محتمل / محتمل جدا"),
    (Family.CSAT, "מאוד לא מרוצה,כלל לא מרוצה / לא מרוצה / ניטרלי,בינוני / מרוצה / מאוד מרוצה,מרוצה מאוד"),
)  # fmt: skip

FREQUENCIES = (
    "never / sometimes / usually,often,most of the time / always",
    "never / rarely,seldom,almost never / sometimes,occasionally / often,usually,frequently,most of the time / always,almost always",
    "nie / selten / manchmal,gelegentlich / oft,häufig,meistens / immer",
    "jamais / rarement / parfois,quelquefois / souvent / toujours",
    "nooit / zelden / soms / vaak,meestal / altijd",
    "nunca / rara vez,casi nunca,raramente / a veces,algunas veces,às vezes / a menudo,casi siempre,frecuentemente,frequentemente / "
    "siempre,sempre",
    "mai / raramente / a volte,qualche volta / spesso / sempre",
)
"""How often something good happened. They are scores only where the question does not ask for a habit."""
