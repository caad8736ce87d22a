"""Real numbers that are no rationals: roots, powers, logarithms, exponentials, and what is calculated from them.

A `Real` is exact: it keeps how it was made, and is compared by rigorous ball arithmetic (python-flint's `arb`, after
F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, 2017), at a precision that is
raised until the answer is certain. It takes part in sums, products, comparisons and roundings as a Fraction does.

Two that are made in the same way from equal numbers are equal by construction, in whatever order they were added or
multiplied; so are roots of rationals and their products, because these are kept by their prime factors below 1,000 and
by what is left: √2 × √8 is 4. What neither construction nor 4,096 bits decide is no guess: `Undecided` says so with
both numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from itertools import count
from math import isqrt
from typing import Any

FIRST_BITS, MOST_BITS = 128, 4096
PLACES = 50
MOST_POWER = 10_000
"""A power with a longer numerator or denominator is kept as an exponential."""
LONGEST = 4096
"""How many bits a power of a rational may have that is multiplied out; a longer one is kept as an exponential."""
LARGEST = Fraction(10**300)
"""What a power or an exponential has to stay below: a spreadsheet's and a JSON reader's numbers end there."""
MOST_TRIED = 1000
"""Prime factors below this are looked for; 10^6 and less are known whole then."""

Atom = tuple[Any, ...]
"""What a real is made of: ("ln", of), ("exp", of), ("root", of, degree) of a real, ("sum", of), and
("factor", of), a whole number whose powers are broken, between 0 and 1."""

Product = tuple[tuple[Atom, Fraction | int], ...]
"""Atoms with their exponents, in a fixed order; () is 1."""


class Undecided(ArithmeticError):
    """Two reals are so close that 4,096 bits do not tell which is greater, or whether they are equal."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left, right)
        self.left, self.right = left, right


class OutOfDomain(ArithmeticError):
    """A logarithm of what is not above nought, an even root or a broken power below it, 0 to no positive power, or a
    power or an exponential that is not below LARGEST."""


class Real:
    """A sum of products of atoms with rational coefficients, of which at least one is no rational.

    `terms` has the coefficient of each product. It has no hash: equality is decided, not looked up.
    """

    __slots__ = ("_balls", "terms")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, terms: Mapping[Product, Fraction]) -> None:
        self.terms = dict(terms)
        self._balls: dict[int, Any] = {}

    # Arithmetic

    def __add__(self, other: Operand) -> Number:
        terms = dict(self.terms)
        for product, coefficient in _terms(other).items():
            terms[product] = terms.get(product, Fraction(0)) + coefficient
        return _made(terms)

    __radd__ = __add__

    def __neg__(self) -> Number:
        return self * Fraction(-1)

    def __sub__(self, other: Operand) -> Number:
        return self + -other

    def __rsub__(self, other: Operand) -> Number:
        return -self + other

    def __mul__(self, other: Operand) -> Number:
        if not isinstance(other, Real):
            return _made({product: coefficient * other for product, coefficient in self.terms.items()})
        (one, first), (two, second) = _single(self), _single(other)
        return _multiplied(one, two, first * second)

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Number:
        if not isinstance(other, Real):
            return self * (Fraction(1) / other)
        return self * _raised(other, -1)

    def __rtruediv__(self, other: Fraction | int) -> Number:
        return Fraction(other) * _raised(self, -1)

    def __mod__(self, other: Operand) -> Number:
        return self - other * whole_part(self / other)

    def __rmod__(self, other: Fraction | int) -> Number:
        return Fraction(other) - self * whole_part(Fraction(other) / self)

    def __abs__(self) -> Number:
        return -self if self < 0 else self

    # Comparison

    def __lt__(self, other: Operand) -> bool:
        return _sign(self - other) < 0

    def __le__(self, other: Operand) -> bool:
        return _sign(self - other) <= 0

    def __gt__(self, other: Operand) -> bool:
        return _sign(self - other) > 0

    def __ge__(self, other: Operand) -> bool:
        return _sign(self - other) >= 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Real | Fraction | int) and _sign(self - other) == 0

    def __bool__(self) -> bool:
        return _sign(self) != 0

    def __repr__(self) -> str:
        return f"Real({self})"

    def __str__(self) -> str:
        text: str = self.ball(FIRST_BITS).str(30, radius=False)
        return text

    def ball(self, bits: int) -> Any:
        """A ball (flint.arb) that holds the number, worked out at so many bits."""
        if bits not in self._balls:
            from flint import arb, ctx

            before, ctx.prec = ctx.prec, bits
            try:
                whole_sum = arb(0)
                for product, coefficient in self.terms.items():
                    term = _arb(coefficient)
                    for atom, power in product:
                        term *= _BALLS[atom[0]](atom, bits).root(power.denominator) ** power.numerator
                    whole_sum += term
            finally:
                ctx.prec = before
            self._balls[bits] = whole_sum
        return self._balls[bits]

    def near(self) -> Fraction:
        """A fraction within 10^-50 of the number, for what shows it; one that is next to a decimal is that decimal."""
        shifted = self * Fraction(10**PLACES)
        try:
            return Fraction(whole_part(shifted), 10**PLACES)
        except Undecided:
            assert isinstance(shifted, Real), "a fraction is decided"
            mantissa, exponent = shifted.ball(MOST_BITS).mid().man_exp()
            return Fraction(round(int(mantissa) * Fraction(2) ** int(exponent)), 10**PLACES)


Number = Fraction | Real
Operand = Fraction | Real | int


def ln(value: Number) -> Number:
    """The natural logarithm. Raises OutOfDomain where the number is not above nought."""
    if value <= 0:
        raise OutOfDomain
    if isinstance(value, Real) and list(value.terms.values()) == [1]:
        (((atom, times), *others),) = value.terms
        if atom[0] == "exp" and not others:
            return _number(atom[1]) * times
    return Fraction(0) if value == 1 else _made({((("ln", _key(value)), 1),): Fraction(1)})


def exp(value: Number) -> Number:
    """e to this power; of a logarithm's multiple the power of what it is the logarithm of. Raises OutOfDomain."""
    if isinstance(value, Real) and len(value.terms) == 1:
        ((product, times),) = value.terms.items()
        if len(product) == 1 and product[0][1] == 1 and product[0][0][0] == "ln":
            return power(_number(product[0][0][1]), times)
    return _exponential(value)


def _exponential(value: Number) -> Number:
    if value >= 691:  # e^691 is some 1.2 × 10^300
        raise OutOfDomain
    return Fraction(1) if value == 0 else _made({((("exp", _key(value)), 1),): Fraction(1)})


def root(value: Number, degree: int) -> Number:
    """The root that is not negative; of a negative number to an odd degree the negative one. Raises OutOfDomain."""
    if degree < 1 or (value < 0 and degree % 2 == 0):
        raise OutOfDomain
    if degree == 1 or value == 0:
        return value
    if value < 0:
        return -root(-value, degree)
    if isinstance(value, Real):
        return _made({((("root", _key(value), degree), 1),): Fraction(1)})
    above, below = _factors(value.numerator), _factors(value.denominator)
    product = [(("factor", base), Fraction(times, degree)) for base, times in above]
    product += [(("factor", base), Fraction(-times, degree)) for base, times in below]
    return _multiplied(tuple(product), (), Fraction(1))


def power(base: Number, exponent: Number) -> Number:
    """The power: exact for whole exponents, a root for broken ones. Raises OutOfDomain."""
    if base == 0 and exponent <= 0:
        raise OutOfDomain
    if isinstance(exponent, Fraction) and max(abs(exponent.numerator), exponent.denominator) <= MOST_POWER:
        if exponent.denominator > 1:
            return power(root(base, exponent.denominator), Fraction(exponent.numerator))
        rational = base if isinstance(base, Fraction) else _single(base)[1]
        longest = max(rational.numerator.bit_length(), rational.denominator.bit_length())
        if (longest - 1) * abs(exponent.numerator) <= LONGEST:
            return _below_largest(_raised(base, exponent.numerator))
    if base == 0:
        return Fraction(0)
    if base < 0:
        if not isinstance(exponent, Fraction) or exponent.denominator > 1:
            raise OutOfDomain
        return power(-base, exponent) * (-1 if exponent.numerator % 2 else 1)
    return _exponential(exponent * ln(base))


def _raised(base: Number, times: int) -> Number:
    """The power to a whole exponent, as a product of the same atoms."""
    if isinstance(base, Fraction):
        return base**times
    product, coefficient = _single(base)
    return _multiplied(tuple((atom, each * times) for atom, each in product), (), coefficient**times)


def _below_largest(value: Number) -> Number:
    if abs(value) >= LARGEST:
        raise OutOfDomain
    return value


def whole_part(value: Operand) -> int:
    """The greatest whole number that is not above the value. Raises Undecided."""
    if not isinstance(value, Real):
        return value.numerator // value.denominator
    bits = FIRST_BITS
    while bits <= MOST_BITS:
        from flint import ctx

        before, ctx.prec = ctx.prec, bits
        found = value.ball(bits).floor().unique_fmpz()
        ctx.prec = before
        if found is not None:
            return int(found)
        bits *= 2
    raise Undecided(str(value), value.ball(FIRST_BITS).mid().str(30, radius=False))


def near(value: Any) -> Any:
    """A value as it is handed on to who shows it: a real as the fraction next to it, any other as it is."""
    return value.near() if isinstance(value, Real) else value


# How a real is kept


def _terms(value: Operand) -> Mapping[Product, Fraction]:
    return value.terms if isinstance(value, Real) else {(): Fraction(value)}


def _key(value: Operand) -> Any:
    """What tells equal numbers by construction from others, in an order of its own."""
    return tuple(sorted(value.terms.items(), key=repr)) if isinstance(value, Real) else Fraction(value)


def _number(key: Any) -> Number:
    return key if isinstance(key, Fraction) else Real(dict(key))


def _made(terms: Mapping[Product, Fraction]) -> Number:
    """The sum of these products; a fraction where all that is left is one."""
    kept = {product: coefficient for product, coefficient in terms.items() if coefficient}
    if not kept:
        return Fraction(0)
    return kept[()] if kept.keys() == {()} else Real(kept)


def _single(value: Real) -> tuple[Product, Fraction]:
    """The number as one product. A sum is multiplied as a whole, because multiplied out it would grow without end."""
    if len(value.terms) == 1:
        return next(iter(value.terms.items()))
    return ((("sum", _key(value)), 1),), Fraction(1)


def _multiplied(one: Product, two: Product, coefficient: Fraction) -> Number:
    """The product, in which the whole powers of factors are part of the coefficient."""
    powers: dict[Atom, Fraction | int] = {}
    for atom, times in (*one, *two):
        powers[atom] = powers.get(atom, 0) + times
    for atom, times in powers.items():
        if atom[0] == "factor":
            out = times.numerator // times.denominator
            coefficient *= Fraction(atom[1]) ** out
            powers[atom] = times - out
    product = tuple(sorted(((atom, times) for atom, times in powers.items() if times), key=repr))
    return _made({product: coefficient})


def _sign(value: Operand) -> int:
    """−1, 0 or 1: by construction, or by balls of rising precision. Raises Undecided."""
    if not isinstance(value, Real):
        return (value > 0) - (value < 0)
    bits = FIRST_BITS
    while bits <= MOST_BITS:
        ball = value.ball(bits)
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
        bits *= 2
    raise _undecided(value)


def _undecided(difference: Real) -> Undecided:
    """The two sides of a difference that cannot be told from nought: what is added, and what is taken off."""
    added = {product: each for product, each in difference.terms.items() if each > 0}
    taken = {product: -each for product, each in difference.terms.items() if each < 0}
    return Undecided(str(_made(added)), str(_made(taken)))


def _inside(key: Any, bits: int) -> Any:
    return _arb(key) if isinstance(key, Fraction) else Real(dict(key)).ball(bits)


def _arb(value: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


_BALLS: dict[str, Any] = {
    "ln": lambda atom, bits: _inside(atom[1], bits).log(),
    "exp": lambda atom, bits: _inside(atom[1], bits).exp(),
    "root": lambda atom, bits: _inside(atom[1], bits).root(atom[2]),
    "sum": lambda atom, bits: _inside(atom[1], bits),
    "factor": lambda atom, bits: _inside(Fraction(atom[1]), bits),
}


@lru_cache(maxsize=4096)
def _factors(number: int) -> tuple[tuple[int, int], ...]:
    """Factors and how often each divides: primes below MOST_TRIED, and what is left, as no power of another number."""
    found: list[tuple[int, int]] = []
    for factor in (2, *range(3, MOST_TRIED, 2)):
        if factor * factor > number:
            break
        times = 0
        while number % factor == 0:
            number, times = number // factor, times + 1
        if times:
            found.append((factor, times))
    times, degree = 1, 2
    while degree <= number.bit_length() // 9:  # what is left has no factor below 2^9
        if _may_be_power(number, degree) and (base := _whole_root(number, degree)) ** degree == number:
            number, times = base, times * degree
        else:
            degree = next(each for each in count(degree + 1) if _is_prime(each))
    return (*found, (number, times)) if number > 1 else tuple(found)


def _may_be_power(number: int, degree: int) -> bool:
    """Whether a number may be a power to a prime degree, by its remainder to a prime that tells most others apart."""
    modulus = next(each for each in count(degree + 1, degree) if each > 2 and _is_prime(each))
    return pow(number % modulus, (modulus - 1) // degree, modulus) in (0, 1)


@cache
def _is_prime(number: int) -> bool:
    return number > 1 and all(number % each for each in range(2, isqrt(number) + 1))


def _whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power does not pass `number`, by Newton's method from above."""
    if number < 2:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better
