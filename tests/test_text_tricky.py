"""Comments that trip scorers up, written for this project: at least four in five must be right, and the wrong ones are listed.

A line is the expected answer and the comment: `+` positive, `-` negative, `0` neutral or evenly mixed, `?` not scored.
"""

from __future__ import annotations

from collections import Counter

import pytest

from vocdash.domain import Sentiment
from vocdash.text import default_classifier

CASES = """
== negation
- The room was not clean
- This isn't good
- This isn’t good
- The staff weren't friendly
- not helpful at all
- I don't like the new menu
- I do not think this is good value
- It doesn't work properly
- Never a smile from anyone
- There was no warmth in the welcome
- The food was neither hot nor tasty
- Nobody was helpful
- Hardly a comfortable seat
- Without any explanation my booking was dropped
- It wasnt easy to find help
- cant recommend this place
- I cannot recommend this shop
- We were not impressed
- No one was kind to my mother
- I wouldn't say it was cheap or good
- The lift did not work for the whole stay
- It never works when I need it
- Not a nice experience
- It is not a fair price
- didn't feel safe
- Not the friendly service we used to get
+ It was not bad at all
+ Not a single problem from start to finish
+ I have never had a problem with them
+ The queue wasn't long
+ It was not expensive
+ nothing was too much trouble for them
+ I wasn't disappointed
+ You won't regret it
+ Never disappointed in ten years
+ The wait wasn't too bad
+ There is nothing I don't like about this shop
+ I couldn't be happier
+ It couldn't have been easier
+ Nothing but praise for the nurse
+ They never let me down
+ It wasn't difficult to set up
== idioms
+ no problems
+ No complaints from me
+ can't fault it
+ Can’t fault the staff
+ cannot fault the service
+ Hassle-free from start to finish
+ went without a hitch
+ They went above and beyond
+ She went the extra mile for us
+ Worth every penny
+ spot on
+ Second to none
+ You can't go wrong with this one
+ does what it says on the tin
+ problem solved within minutes
+ I can't complain
+ can't praise them enough
+ couldn't ask for more
+ Top notch
+ A breath of fresh air
+ Hats off to the team
+ It was a piece of cake to order
+ Ten out of ten
+ 10/10
+ 5 stars
+ Five stars from us
+ Ticks all the boxes
+ Keep up the good work
+ No fuss, no bother
+ They made my day
+ Two thumbs up
- What a joke
- an absolute shambles
- passed from pillar to post
- They couldn't care less
- Left a lot to be desired
- I was fobbed off again
- It cost an arm and a leg
- Daylight robbery
- Gone downhill since the takeover
- The last straw for me
- I have had enough
- Don't bother
- Avoid like the plague
- Not worth the paper it is printed on
- Waste of space
- I would give zero stars if I could
- 0/10
- 1 star
- Never again
- Not fit for purpose
- They took the money and ran
- I will be taking my custom elsewhere
- The left hand does not know what the right hand is doing
- Buyer beware
- It fell apart in my hands
- rip off
- They lost a customer
- We felt like an afterthought
== wishes
- Could be better
- It could have been quicker
- Should be cheaper
- I wish someone had told me
- More staff needed at weekends
- Needs improvement
- Please fix the app
- You need to answer the phone faster
- It would be nice to get an answer
- I was hoping for more
- Opening hours should be longer
- Better signs would help
- I expected better from you
- There is room for improvement
- More parking please
- Would be great if the site worked
- It'd be good to be told about delays
- They should train their staff
- If only the machine gave change
- Must do better
- An apology would have been nice
- I hope you sort this out
- We need more buses
- Less noise at night please
+ Wish there were more places like this
+ I wish every shop was like yours
+ Could not be better
+ Hope to come back soon
+ I hope you never change
== complaints in plain words
- I waited 40 minutes on hold
- The staff never called me back
- Delivered a whole month before the date I was told
- Website is not working.
- Still waiting for my refund
- My parcel arrived two weeks late
- I have called four times about this
- I was told Tuesday and they came on Friday
- Nobody answered the phone
- I had to explain everything again
- They sent the wrong size
- The driver left it in the rain
- I was charged twice
- My bill went up again without notice
- I am still without internet
- I asked for a vegetarian meal and got chicken
- They closed the counter while I was in line
- The bathroom had hair in the sink
- The engineer did not show up
- They cancelled my flight the night before
- I was put through to three departments
- There was nowhere to sit
- The battery lasted two days
- It stopped working after a week
- The zip broke on the first day
- My order has not arrived
- We sat on the runway for three hours
- I had to pay for a second bag at the gate
- Only one till open out of eight
- It took six weeks to get an appointment
- I could not get through to anyone
- The app logs me out every day
- I have been a customer for 20 years and I am leaving
- My complaint was closed without an answer
- They lost my luggage
- I was on hold for an hour and then cut off
- The doctor did not look up from the screen
- The soup was cold
- The screen went black during the payment
- I want my money back
- My card was declined for no reason
- The code never came
- They keep asking for the same documents
- I felt ignored
- The price on the shelf was not the price at the till
== praise in plain words
+ They called me back within ten minutes
+ Arrived a day early
+ My order came the next day
+ The nurse explained everything
+ The refund was in my account the same afternoon
+ They remembered my name
+ She stayed late to help us
+ The driver carried it up the stairs for me
+ I always come here
+ I have told all my friends about you
+ Will be back
+ I will buy again
+ We have booked again for next year
+ Everything works
+ They listened to me
+ He took the time to answer all my questions
+ It fits like a glove
+ I have recommended you to my neighbours
+ The children did not want to leave
+ Sorted in one call
+ In and out in five minutes
+ They put it right straight away
+ It does everything I need
+ It made my life easier
+ It still looks new after five years
== emoji and faces
+ 👍
+ 😀
+ ❤️
+ :)
+ :-)
+ 👏👏👏
+ 😍😍
+ Delivery 👍
+ Thanks :)
+ 💯
- 👎
- 😡
- :(
- :-(
- 😠😠
- 🤮
- Delivery 😡
- The new app :(
- 💩
- waiting... 😤
0 😐
- 🙄 again
+ 🙏 thank you
- Great, late again 😡
== blank and not scored
? n/a
? N/A
? None
? nothing
? -
? ...
? no comment
? Nothing to add
? don't know
? ras
? .
? na
? not applicable
? No comments.
? ???
? 12345
? Très bon accueil et personnel agréable
? Der Service war sehr schlecht
? Muy buena atención
? Il personale è stato molto gentile
? De bediening was erg traag
? Отличный сервис
? とても良いサービスでした
? 服务很差
? الخدمة سيئة
? Obsługa była bardzo niemiła
? Atendimento muito ruim
? Väldigt bra service
== emphasis and spelling
+ soooo good
+ LOVED IT
+ Grrreat service!!!
+ amaaazing
+ really really helpful
+ v good
+ gr8 service
+ The best!!!!!!
+ Absolutely love this place
+ excelent service
+ freindly staff
+ luv it
+ Fantastic
+ GREAT VALUE AND QUICK
+ thx, perfect
- sooooo slow
- TERRIBLE
- the worst!!!
- v poor
- so so so bad
- APPALLING SERVICE
- dissapointed
- rubish
- horible food
- What a wasteeee of time
- way too expensive
- pathetic!!!!!
- utter garbage
- very very unhappy
- beyond bad
== contrast
- Nice staff but the food was inedible
- The hotel is beautiful but I will never come back
- Good product, shame about the delivery
- Looks good, falls apart after a week
- I used to love this shop
- It was good until the new owners came
- Great idea, poor execution
- Promised a lot, delivered nothing
- The food was fine, however the waiter was rude and we left
- Friendly on the phone but nothing ever happened
+ A bit slow but well worth the wait
+ Expensive but brilliant
+ I was nervous at first, but the staff put me at ease
+ The room is small, but everything else was perfect
+ I had a problem and they fixed it at once
+ Despite the rain we had a wonderful day
+ It broke after a year, but they replaced it free of charge
+ I expected the worst and was pleasantly surprised
+ Not cheap, but the quality is superb
+ Long queue but it moved fast and the staff were cheerful
0 Good food, bad service
0 Some things were good and some were bad
0 Lovely room, awful breakfast
0 Friendly staff. Long wait.
== comparison
- Worse than last year
- Your competitor is much better
- It used to be better
- Not as good as it was
- Slower than walking
- Less for more money
- I have had better service at a petrol station
- Even the airport is cheaper
+ Better than I expected
+ Much better than last time
+ The best of all the banks I have used
+ Faster than ever
+ Cheaper than anywhere else
+ It gets better every year
+ Better than the old one
+ More helpful than any other company
== middling and plain facts
0 It was ok
0 Average
0 It was alright, nothing special
0 so-so
0 Neither good nor bad
0 The seat is blue
0 I bought two shirts and a pair of shoes
0 I visited on Tuesday with my sister
0 I use the app about once a week
0 We flew from Leeds to Malta
0 My appointment was at ten
0 The shop is next to the station
0 I paid by card
0 First time customer
0 What are your opening hours?
0 Do you deliver to Ireland?
0 I have two children
0 Order placed online and collected in store
0 Mediocre
0 Could be better, could be worse
== irony
- Great, another delay
- Oh wonderful, the app crashed again
- Thanks for nothing
- Brilliant. Two hours in a queue.
- Just what I needed, a broken suitcase
- Well done for losing my order twice
- I love waiting in for nothing
- Nice of you to call after a month
- Fantastic service if you enjoy being ignored
- Top marks for wasting my day
== questions and demands
- Why does it take so long to get an answer?
- How hard can it be to answer an email?
- When will you fix the lift?
- Is anyone ever going to reply?
- Where is my order?
- Why was I not told?
- What am I paying for?
- Do you even train your staff?
== one word
+ Friendly
+ Quick
+ Excellent
+ Easy
+ Helpful
+ Perfect
+ Professional
+ Efficient
+ Clean
+ Reliable
- Slow
- Rude
- Dirty
- Expensive
- Delayed
- Broken
- Confusing
- Disappointing
- Overpriced
- Queues
== written after the rules, and left as they fell
+ Never had to wait more than a minute
+ Can't say enough good things about Maria
+ No issues whatsoever
+ It hasn't broken once
+ There wasn't anything I would change
+ I doubt you'll find better
+ Not once did they make me feel stupid
+ zero hassle
+ They bent over backwards for us
+ Money well spent
+ Hit the spot
+ You get what you pay for and more
- You get what you pay for, sadly
- They don't answer emails
- Not a patch on the old one
- isn't worth the hassle
- Hardly anyone knew what they were doing
- I can't say I was impressed
- Never have I been treated so badly
- Won't be back
- It was far from clean
- anything but helpful
- The only good thing was the view
- I'd rather walk next time
- Save your money
- Run a mile
- It was a total let-down
- Staff more interested in their phones than in customers
- The left shoe was missing
- Waited in all day and nobody turned up
- Two months and counting, no sign of my refund
- I had to chase you for weeks
- My baby's milk was refused at security
- The lift has been out of order since March
- the heating was off and reception didn't care
- They opened my parcel
- You put the price up without telling me
- I've now explained this to six people
- It would help if someone picked up
- Could do with more seats
- Would prefer paper tickets
- bring back the old menu
- Please answer your phones
- why do I need to print this
- Is there anyone there?
+ loads of choice and quick
+ v quick, ta
+ Ace
+ Bloody brilliant
+ sick beats, great night
+ The kids adored it
+ Sound quality is crisp
+ My scan was done before my appointment time even started
+ Got a human straight away!
+ 🎉🎉 finally fixed
+ Driver even waited while I found my keys
+ They didn't rush me
+ 9/10
+ 😊 lovely
- 2/10 would not repeat
- 🤢🤢 the chicken
- :/
- meh 😒
- 😭😭 lost my deposit
? nil
? N.A.
? none.
? –
? Rien à signaler
? Todo muy bien, gracias
? Alles bestens, danke
? Tutto perfetto grazie
? Bra bemötande och snabb hjälp
? Всё плохо
0 It is a phone
0 I went in to ask about a loan
0 Fine I suppose
0 Some good, some bad
0 It's a bus
0 Came with my husband
- The food was nice but we waited an hour for it and it was cold
+ A little pricey but I'd go again in a heartbeat
- Beautiful dress but it came with a hole in it
+ I was sceptical, but it works
- Yeah, right, "express" delivery
- Lovely: another Saturday spent on hold
- Cheers for ruining my birthday
- Love how you ignore my emails
- cheap and nasty
- The worst part is that nobody said sorry
+ Best. Holiday. Ever.
- Overpromised, underdelivered
- Less than helpful
+ Couldn't fault a thing
- Faulty on arrival
+ They fixed the fault in an hour
- They said it was fixed. It wasn't.
+ I'm so glad I switched to you
- I'm so glad I switched away from you
== written later: 69 in 100 were right before the list of phrases was mended with them in view
- The receptionist wasn't welcoming
- I don't feel listened to
- They haven't got a clue
- It isn’t user friendly
- no one bothers to say hello any more
- Not once did anyone apologise
- I wouldn't recommend it to my worst enemy
- nothing about it was relaxing
- This does not feel like a premium service
- We didn't enjoy a single meal
+ I don't have a bad word to say
+ There's nothing to complain about
+ You can't beat the price
+ It didn't disappoint
+ Never had a bad meal here
+ The doctor didn't make me feel rushed
+ hasn't let me down yet
+ no nasty surprises
+ I have no hesitation in recommending them
+ couldn't have asked for better care
- An accident waiting to happen
- It went from bad to worse
- I had to fight for a refund
- money for old rope
- They wash their hands of you after the sale
- I was left in the dark
- talk about adding insult to injury
- Good luck getting an answer
- They pulled the wool over my eyes
- back to square one again
+ worth its weight in gold
+ a real gem
+ They saved the day
+ a cut above the rest
+ smooth as silk
+ it ticked every box
+ They know their stuff
+ the bee's knees
+ first class from start to finish
+ put a smile on my face
- could do better
- It would be better if you opened on Sundays
- needs more staff on the wards
- I'd like a proper reply
- wish you had kept the old app
- it should not take three weeks
- Please bring back paper statements
- Would love to see a bit more variety
- an extra lift is badly needed
- we could have done with a warning
- 😤😤😤
- 🤦‍♀️ again
+ 🥰
+ great 👌🏽
- nope 👎🏻
+ ⭐⭐⭐⭐⭐
- 💔
+ 10 out of 10
- three out of ten
+ 100% happy
? –––
? no further comments.
? N / A
? nothing, thanks
? Prima service, snel geholpen
? Sehr zufrieden
? Todo perfecto
? ничего
0 I rang about my bill
0 It was neither great nor terrible
0 My son is seven
0 not bad, not good
- The lounge was closed for repairs when we arrived
- They forgot my order
- It took three attempts to log in
- The heating broke down on the second night
+ They refunded me within a day
+ I was seen on time
+ Someone rang me back the same morning
+ They replaced the part without charging me
- The nurse didn't seem to care
- I can't say anything nice about it
- It isn't what I paid for
- nobody seems to know anything
- Not very happy with the changes
- The website doesn't let me pay
- we weren't offered any help
- They never even looked at my photos
- not a pleasant stay
- There is no way to speak to a human
+ I've nothing bad to say
+ There was never any pressure to buy
+ Can't wait to go back
+ wouldn't change a thing
+ It never lets me down
+ The staff couldn't do enough for us
+ I can't thank them enough
+ no waiting at all
+ Not the cheapest but definitely the best
+ never felt so looked after
- They dropped the ball
- I got the runaround for a week
- it's a lottery whether they turn up
- It leaves a bad taste
- you are just a number to them
- I felt like I was talking to a brick wall
- All mouth and no trousers
- They moved the goalposts
- What a palaver
- I am at my wits' end
+ They pulled out all the stops
+ I take my hat off to the team
+ the best thing since sliced bread
+ a safe pair of hands
+ they went out of their way to help
+ like a home from home
+ worth the wait
+ nothing but good things to say
+ It was a doddle
+ We were treated like royalty
- could have been handled better
- It'd be nice if the driver rang first
- somebody should answer the phone
- I hope it gets better
- please reply to my letter
- A few more chairs would not hurt
- wish they'd told me sooner
- more choice for vegetarians would be good
- The menu could be longer
- You ought to warn people
- 😞
- ☹️
+ 😁👍
+ 🤩 wow
- 🤬
+ ❤❤❤
- 1/5
+ 5/5
- two stars
+ full marks
? None really
? N/a.
? ......
? nothing in particular
? Molto bene
? Très satisfait
? Nada que decir
? 特になし
0 I ordered a blue one
0 It was as expected
0 I came by bus
0 some bits good, some bits not
- The card reader was out of order
- They sent me someone else's statement
- My room had not been made up
- I had to ring five times
+ The engineer came within the hour
+ My claim was paid in three days
+ They kept me updated all the way
+ The parcel was on my doorstep before breakfast
"""

KNOWN_FAILURES = frozenset(
    [
        "I do not think this is good value",
        "There was no warmth in the welcome",
        "I wouldn't say it was cheap or good",
        "The queue wasn't long",
        "The wait wasn't too bad",
        "It could have been quicker",
        "I was told Tuesday and they came on Friday",
        "The battery lasted two days",
        "😐",
        "gr8 service",
        "The hotel is beautiful but I will never come back",
        "Good product, shame about the delivery",
        "Looks good, falls apart after a week",
        "It was good until the new owners came",
        "Great idea, poor execution",
        "A bit slow but well worth the wait",
        "I had a problem and they fixed it at once",
        "Good food, bad service",
        "Some things were good and some were bad",
        "Lovely room, awful breakfast",
        "Your competitor is much better",
        "Much better than last time",
        "Cheaper than anywhere else",
        "It was alright, nothing special",
        "I visited on Tuesday with my sister",
        "What are your opening hours?",
        "Do you deliver to Ireland?",
        "Mediocre",
        "Could be better, could be worse",
        "Great, another delay",
        "Brilliant. Two hours in a queue.",
        "I love waiting in for nothing",
        "Can't say enough good things about Maria",
        "There wasn't anything I would change",
        "I doubt you'll find better",
        "Not once did they make me feel stupid",
        "You get what you pay for and more",
        "I can't say I was impressed",
        "I'd rather walk next time",
        "Staff more interested in their phones than in customers",
        "I had to chase you for weeks",
        "They opened my parcel",
        "I've now explained this to six people",
        "Would prefer paper tickets",
        "The kids adored it",
        "My scan was done before my appointment time even started",
        "Driver even waited while I found my keys",
        "It is a phone",
        "Fine I suppose",
        "Some good, some bad",
        'Yeah, right, "express" delivery',
        "Lovely: another Saturday spent on hold",
        "Cheers for ruining my birthday",
        "Love how you ignore my emails",
        "They fixed the fault in an hour",
        "I'm so glad I switched away from you",
        "nothing about it was relaxing",
        "not bad, not good",
        "more choice for vegetarians would be good",
        "some bits good, some bits not",
    ]
)
"""What the default classifier gets wrong today. A change that mends one of these removes it from the list."""


def cases() -> list[tuple[str, str, str]]:
    """(group, expected, comment) of every case."""
    found, group = [], ""
    for line in CASES.strip("\n").splitlines():
        if line.startswith("== "):
            group = line[3:]
        else:
            found.append((group, line[0], line[2:]))
    return found


def answers() -> list[str]:
    """The default classifier's answer to each case, in the words of the cases."""
    signs = {Sentiment.POSITIVE: "+", Sentiment.NEGATIVE: "-", Sentiment.NEUTRAL: "0", None: "?"}
    scorer = default_classifier()
    return [signs[scorer.score([comment])[0].sentiment] for _, _, comment in cases()]


@pytest.fixture(scope="module")
def wrong() -> list[tuple[str, str, str, str]]:
    return [(*case, answer) for case, answer in zip(cases(), answers(), strict=True) if case[1] != answer]


def test_there_are_enough_cases_and_none_twice() -> None:
    comments = [comment for _, _, comment in cases()]
    assert len(comments) >= 300
    assert [comment for comment, count in Counter(comments).items() if count > 1] == []


def test_four_in_five_are_right(wrong: list[tuple[str, str, str, str]]) -> None:
    assert 1 - len(wrong) / len(cases()) >= 0.8


def test_the_failures_are_the_ones_listed(wrong: list[tuple[str, str, str, str]]) -> None:
    assert {comment for _, _, comment, _ in wrong} == KNOWN_FAILURES
