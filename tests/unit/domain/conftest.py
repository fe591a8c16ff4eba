import pytest

from pytake_domain.testing.memory.house import Company, Customer, Line, MemoryHouse


@pytest.fixture
def memory() -> MemoryHouse:
    return MemoryHouse()


@pytest.fixture
async def company(memory: MemoryHouse) -> Company:
    return await memory.company()


@pytest.fixture
async def line(company: Company) -> Line:
    return await company.number()


@pytest.fixture
def maria(line: Line) -> Customer:
    return line.customer("+5511987654321", name="Maria das Dores")
