"""Printed forms and letters that are filled in: certificates, cards, ledgers, invoices, circulars.

Each function takes the generator of the form, which is the same for all documents of a kind, the
number of the document, and the generator of the document.
"""

from random import Random

from PIL import Image

from lookalike.evaluate.forms.sheet import FAMILY, GOODS, PLACES, Sheet, date, person

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dots an inch


def certificate(form: Random, number: int, rng: Random) -> Image.Image:
    """One printed certificate; name, date, place and number are other ones."""
    sheet = Sheet(WIDTH, HEIGHT)
    margin, rim = form.randint(50, 90), form.randint(3, 10)
    inner = margin + 2 * rim + 8
    sheet.box(margin, margin, WIDTH - margin, HEIGHT - margin, width=rim)
    sheet.box(inner, inner, WIDTH - inner, HEIGHT - inner)
    title = form.choice(["BIRTH CERTIFICATE", "MARRIAGE CERTIFICATE", "LEAVING CERTIFICATE"])
    sheet.text(WIDTH / 2, margin + form.randint(90, 140), title, 56, anchor="mm")
    office = f"Registry office of {form.choice(PLACES)}, vol. {form.randint(1, 12)}"
    sheet.text(WIDTH / 2, margin + 200, office, 30, anchor="mm")
    first = form.randint(1000, 1900)
    y, gap, size = 400, form.randint(80, 110), form.randint(34, 44)
    values = (person(number), date(rng), rng.choice(PLACES), first + 37 * number)
    for label, value in zip(("Name", "Born", "Place", "No."), values, strict=True):
        sheet.text(margin + 70, y, f"{label}:", size - 6)
        sheet.text(margin + 300, y - 4, value, size, 40)
        sheet.line(margin + 290, y + size + 12, WIDTH - margin - 70, y + size + 12)
        y += gap
    sheet.words(form, margin + 70, y + 60, WIDTH - 2 * margin - 140, form.randint(12, 16), 26)
    sheet.text(margin + 70, HEIGHT - margin - 130, "Registrar", 26)
    sheet.line(margin + 220, HEIGHT - margin - 100, margin + 620, HEIGHT - margin - 100)
    return sheet.image


def card(form: Random, number: int, rng: Random) -> Image.Image:
    """A card of a museum's index: the labels are printed, what follows them is not."""
    sheet = Sheet(WIDTH, 780, ground=form.randint(225, 248))
    size, edge = form.randint(28, 34), form.randint(60, 120)
    for y in range(150, 760, form.randint(58, 70)):
        sheet.line(40, y, 1200, y, ink=150)
    sheet.line(edge, 0, edge, sheet.height, ink=120)
    place = f"Inv. no. {form.choice('ABKOUX')} {form.randint(2000, 2500) + 3 * number}"
    sheet.text(edge + 20, 60, place, size + 8)
    sheet.text(1190, 60, f"{form.choice(PLACES)} Museum", size, anchor="ra")
    sheet.text(edge + 20, 110, person(number), size)
    values = {
        "Object": rng.choice(["portrait", "landscape", "still life", "town view", "study"]),
        "Technique": form.choice(["oil on canvas", "etching", "albumen print"]),
        "Dated": rng.randint(1790, 1939),
        "Size": f"{rng.randint(12, 99)} x {rng.randint(12, 99)} cm",
        "Acquired": form.choice(["purchase", "gift", "transfer"]),
        "Location": f"room {rng.randint(1, 40)}",
    }
    for row, (label, value) in enumerate(values.items()):
        sheet.text(edge + 20, 190 + 84 * row, label, size - 4, 80)
        sheet.text(edge + 260, 188 + 84 * row, value, size, 30)
    return sheet.image


def ledger(form: Random, number: int, rng: Random) -> Image.Image:
    """A page of an account book: the rules and heads are the same, the entries are not."""
    sheet = Sheet(WIDTH, HEIGHT, ground=form.randint(230, 248))
    columns = (70, 200, 760 + form.randint(-60, 60), 930, 1080, 1180)
    owner = f"{form.choice(PLACES)} {form.choice(['mill', 'estate', 'parish', 'brewery'])}"
    sheet.text(70, 60, f"General ledger of the {owner}", 34)
    sheet.text(1180, 60, f"fol. {number + 1}", 30, anchor="ra")
    step, top = form.randint(40, 52), 180
    for y in range(top, 1700, step):
        sheet.line(70, y, 1180, y, ink=130, width=1)
    for x in columns:
        sheet.line(x, 130, x, 1690, ink=90)
    for x, head in zip(columns, ("Date", "Entry", "In", "Out", "Sum"), strict=False):
        sheet.text(x + 10, 136, head, 26, 70)
    total, size = rng.randint(100, 900), step - 20
    for row, y in enumerate(range(top + 6, 1700 - step, step)):
        amount = rng.randint(1, 240)
        total += amount
        sheet.text(80, y, f"{1 + row % 28}. {1 + (number + row // 28) % 12}.", size, 40)
        sheet.text(210, y, f"{rng.choice(GOODS)}, {rng.choice(FAMILY)}", size, 40)
        sheet.text(columns[2 + row % 2] + 130, y, amount, size, 40, "ra")
        sheet.text(1170, y, total, size, 40, "ra")
    return sheet.image


def invoice(form: Random, number: int, rng: Random) -> Image.Image:
    """One firm's invoice to others, for other goods."""
    sheet = Sheet(WIDTH, HEIGHT)
    sheet.box(80, 80, form.randint(300, 380), 190, fill=form.randint(60, 160))
    sheet.text(420, 90, f"{form.choice(FAMILY)} & {form.choice(FAMILY)} Ltd.", 44)
    street = f"{form.randint(1, 99)} {form.choice(PLACES)} Street, {form.choice(PLACES)}"
    sheet.text(420, 150, street, 26)
    sheet.text(80, 300, person(number), 30)
    sheet.text(80, 340, f"{rng.randint(1, 199)} {rng.choice(PLACES)} Road", 28)
    sheet.text(80, 378, rng.choice(PLACES), 28)
    count = form.randint(100, 190) + 7 * number
    sheet.text(1160, 300, f"INVOICE 1962/{count}", 36, anchor="ra")
    day = f"Date {rng.randint(1, 28)}. {rng.randint(1, 12)}. 1962"
    sheet.text(1160, 350, day, 26, anchor="ra")
    y = 520
    sheet.box(80, y - 50, 1160, y, fill=225)
    for x, head in ((95, "Item"), (700, "Number"), (880, "Price"), (1040, "Sum")):
        sheet.text(x, y - 40, head, 26)
    total = 0
    for _ in range(rng.randint(4, 6)):
        pieces, price = rng.randint(1, 20), rng.randint(2, 90)
        total += pieces * price
        sheet.text(95, y + 12, rng.choice(GOODS), 28)
        for x, value in ((780, pieces), (950, f"{price}.00"), (1145, f"{pieces * price}.00")):
            sheet.text(x, y + 12, value, 28, anchor="ra")
        y += 60
        sheet.line(80, y, 1160, y, ink=170, width=1)
    sheet.text(1145, 960, f"Total {total}.00", 36, anchor="ra")
    sheet.words(form, 80, 1100, 1080, 8, 24)
    sheet.line(80, 1560, 1160, 1560)
    bank = f"Bank of {form.choice(PLACES)}, account {form.randint(100000, 999999)}"
    sheet.text(620, 1600, bank, 24, anchor="mm")
    return sheet.image


def circular(form: Random, number: int, rng: Random) -> Image.Image:
    """One letter to several people: only the addressee is another."""
    sheet = Sheet(WIDTH, HEIGHT)
    sender = form.choice(["Water Board", "Savings Bank", "Town Council", "Electric Company"])
    sheet.text(620, 120, f"{form.choice(PLACES)} {sender}", 46, anchor="mm")
    sheet.line(100, 170, 1140, 170, width=4)
    name, size = person(number), form.randint(25, 29)
    address = (name, f"{rng.randint(1, 199)} {rng.choice(PLACES)} Lane", rng.choice(PLACES))
    for row, text in enumerate(address):
        sheet.text(120, 270 + 40 * row, text, 30)
    sheet.text(1120, 450, date(form), 28, anchor="ra")
    sheet.text(120, 530, f"Dear {name.split()[0]},", 30)
    y = 590.0
    for _ in range(form.randint(3, 4)):
        y = sheet.words(form, 120, y + 20, 1000, form.randint(5, 7), size)
    sheet.text(120, y + 60, "Yours faithfully,", 28)
    sheet.text(120, y + 160, f"{form.choice(FAMILY)}, secretary", 28)
    return sheet.image
