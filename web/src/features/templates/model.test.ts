import { describe, expect, it } from "vitest";
import {
  type CardForm,
  componentsOf,
  draftOf,
  EMPTY,
  type Form,
  filled,
  formOf,
  nextCard,
  nextHole,
  placeOf,
} from "./model";
import { shownOf } from "./shown";

const BILL: Form = {
  ...EMPTY,
  name: "fatura",
  headerKind: "text",
  header: "Olá {{1}}",
  body: "Sua fatura de {{1}} vence em {{2}}, até logo.",
  samples: { "header.1": "Ana", "body.1": "R$ 10", "body.2": "5 de maio" },
  footer: "Provedor",
  buttons: [{ id: "b0", kind: "URL", text: "Pagar", value: "https://p.example/{{1}}", sample: "https://p.example/a" }],
};

describe("the provider's objects", () => {
  it("carry samples where variables are", () => {
    expect(componentsOf(BILL, "Copiar")).toEqual([
      { type: "HEADER", format: "TEXT", text: "Olá {{1}}", example: { header_text: ["Ana"] } },
      { type: "BODY", text: BILL.body, example: { body_text: [["R$ 10", "5 de maio"]] } },
      { type: "FOOTER", text: "Provedor" },
      {
        type: "BUTTONS",
        buttons: [{ type: "URL", text: "Pagar", url: "https://p.example/{{1}}", example: ["https://p.example/a"] }],
      },
    ]);
  });

  it("come back as the same form", () => {
    const draft = draftOf(BILL, "Copiar");
    const stored = { ...draft, parameter_format: "POSITIONAL", components: draft.components ?? [] };
    expect(formOf(stored as never)).toEqual({ ...BILL, minutes: "", security: false });
  });

  it("are the provider's own text for a one-time code", () => {
    expect(componentsOf({ ...EMPTY, category: "AUTHENTICATION" }, "Copiar código")).toEqual([
      { type: "BODY", add_security_recommendation: true },
      { type: "FOOTER", code_expiration_minutes: 10 },
      { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE", text: "Copiar código" }] },
    ]);
  });

  it("keep what the editor has no field for", () => {
    const carousel = { type: "CAROUSEL", cards: [] };
    const form = formOf({
      name: "x",
      language: "pt_BR",
      category: "MARKETING",
      parameter_format: "POSITIONAL",
      components: [{ type: "BODY", text: "Oi, tudo bem?" }, carousel],
    });
    expect(componentsOf(form, "")).toContainEqual(carousel);
  });
});

it("finds the field that the server speaks of", () => {
  const parts = componentsOf(BILL, "");
  expect(placeOf("components.0.text", parts)).toBe("header");
  expect(placeOf("components.1.text", parts)).toBe("body");
  expect(placeOf("components.1.example", parts)).toBe("samples");
  expect(placeOf("components.3.buttons.0.url", parts)).toBe("button.0");
  expect(placeOf("name", parts)).toBe("name");
});

it("shows samples, and variables that have none as they are", () => {
  expect(shownOf(BILL, "").body).toBe("Sua fatura de R$ 10 vence em 5 de maio, até logo.");
  expect(filled("Oi {{1}}", {}, "body")).toBe("Oi {{1}}");
});

it("counts variables on, or names them", () => {
  expect(nextHole({ named: false, body: "{{1}} e {{2}}" })).toBe("3");
  expect(nextHole({ named: true, body: "{{variavel_1}}" })).toBe("variavel_2");
});

describe("a carousel", () => {
  const card = (id: string, text: string): CardForm => ({
    ...EMPTY,
    id,
    cards: [],
    headerKind: "image",
    headerExample: { media_id: `m-${id}` },
    body: text,
    samples: { "body.1": "Ana" },
    buttons: [{ id: "b0", kind: "QUICK_REPLY", text: "Quero", value: "", sample: "" }],
    minutes: "",
    security: false,
  });
  const OFFER: Form = {
    ...EMPTY,
    name: "ofertas",
    category: "MARKETING",
    body: "Veja nossos planos novos:",
    cards: [card("c0", "500 mega, {{1}}, por R$ 99"), card("c1", "900 mega, {{1}}, por R$ 129")],
  };

  it("goes to the provider card by card and comes back as the same form", () => {
    const draft = draftOf(OFFER, "Copiar");
    const carousel = (draft.components ?? []).find((part) => part.type === "CAROUSEL") as { cards: unknown[] };
    expect(carousel.cards[1]).toEqual({
      components: [
        { type: "HEADER", format: "IMAGE", example: { media_id: "m-c1" } },
        { type: "BODY", text: "900 mega, {{1}}, por R$ 129", example: { body_text: [["Ana"]] } },
        { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Quero" }] },
      ],
    });
    const back = formOf({ ...draft, parameter_format: "POSITIONAL", components: draft.components ?? [] } as never);
    expect(back.other).toEqual([]);
    expect(componentsOf(back, "")).toEqual(draft.components);
  });

  it("keeps a card that the editor has no field for as it is", () => {
    const strange = { type: "CAROUSEL", cards: [{ components: [{ type: "HEADER", format: "PRODUCT" }] }] };
    const components = [{ type: "BODY", text: "Oi, tudo bem?" }, strange];
    const form = formOf({
      name: "x",
      language: "pt_BR",
      category: "MARKETING",
      parameter_format: "POSITIONAL",
      components,
    });
    expect(form.cards).toEqual([]);
    expect(componentsOf(form, "")).toContainEqual(strange);
  });

  it("tells which card the server speaks of, and shows its samples", () => {
    const parts = componentsOf(OFFER, "");
    expect(placeOf("components.1.cards", parts)).toBe("cards");
    expect(placeOf("components.1.cards.1.components.1.text", parts)).toBe("card.1.body");
    expect(placeOf("components.1.cards.0.components.2.buttons.0.text", parts)).toBe("card.0.button.0");
    expect(placeOf("components.1.cards.0.components", parts)).toBe("card.0.headerExample");
    expect(shownOf(OFFER, "").cards[0]?.body).toBe("500 mega, Ana, por R$ 99");
  });

  it("goes on with cards of one shape", () => {
    const next = nextCard(OFFER.cards, "c2");
    expect(next).toMatchObject({ headerKind: "image", headerExample: null, body: "", samples: {} });
    expect(next.buttons.map((one) => one.kind)).toEqual(["QUICK_REPLY"]);
  });
});
