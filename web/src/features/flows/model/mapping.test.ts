import { expect, it } from "vitest";
import { keptAs, mapped, nameFor, pathOf, readIn } from "./mapping";

it("writes the way to a value as the block reads it", () => {
  expect(pathOf([])).toBe("$");
  expect(pathOf(["data", 0, "plan-name"])).toBe("$.data[0].plan-name");
  expect(pathOf(["a b", 'com "aspas"'])).toBe(`$["a b"]['com "aspas"']`);
  expect(pathOf([`"'`])).toBeNull();
});

it("names a variable after what lies there, each once", () => {
  expect(nameFor(["data", "Endereço do Cliente"], new Set())).toBe("endereco_do_cliente");
  expect(nameFor(["dueDate"], new Set())).toBe("due_date");
  expect(nameFor(["items", 0], new Set(["items"]))).toBe("items_2");
  expect(nameFor([0, "123"], new Set())).toBe("valor");
});

it("keeps a value once", () => {
  const save = mapped({ save: { plano: "$.plan" } }, ["client", "plan"]);
  expect(save).toEqual({ plano: "$.plan", plan: "$.client.plan" });
  expect(mapped({ save }, ["plan"])).toBeNull();
  expect(keptAs({ save }, ["plan"])).toBe("plano");
  expect(keptAs({}, ["plan"])).toBeNull();
});

it("knows which values must be given", () => {
  const data = {
    url: "https://x/{{ cpf }}?n={{contact.name}}",
    headers: { "X-Chave": "{{ vars.chave | default: 'x' }}" },
    body: { a: [{ b: "{{ cpf }} {{- plano }}" }] },
    variable: "{{ nada }}",
  };
  expect(readIn(data)).toEqual(["cpf", "chave", "plano"]);
});
