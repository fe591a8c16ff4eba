import { expect, it } from "vitest";
import { components, holes, type Template } from "@/shared/templates";
import { asked } from "./components/Composer";
import { draftOf, keepDraft } from "./drafts";
import { kindOf, refusal } from "./files";

it("asks for canned replies at the start, for people inside a note, and for nothing else", () => {
  expect(asked("/bol", 4, false)).toEqual({ sign: "/", word: "bol", from: 0 });
  expect(asked("veja /bol", 9, false)).toBeNull();
  expect(asked("/bol", 4, true)).toBeNull();
  expect(asked("fala com @mar", 13, true)).toEqual({ sign: "@", word: "mar", from: 9 });
  expect(asked("ana@mar", 7, true)).toBeNull();
  expect(asked("fala com @mar", 13, false)).toBeNull();
});

it("keeps a draft by conversation, and nothing when it is empty", () => {
  keepDraft("a", { text: "oi", note: true });
  expect(draftOf("a")).toEqual({ text: "oi", note: true });
  expect(draftOf("b")).toEqual({ text: "", note: false });
  keepDraft("a", { text: "", note: false });
  expect(localStorage.getItem("pytake.draft.a")).toBeNull();
});

const limits = {
  image: { most_bytes: 5_000_000, mime_types: ["image/png"] },
  document: { most_bytes: 100_000_000, mime_types: ["application/pdf"] },
};

it("knows before a byte is sent what a number can't send", () => {
  expect(kindOf({ type: "image/png" }, limits)).toBe("image");
  expect(kindOf({ type: "image/tiff" }, limits)).toBe("document");
  expect(refusal({ type: "image/png", size: 6_000_000 }, limits)).toEqual({ reason: "size", most: 5_000_000 });
  expect(refusal({ type: "image/png", size: 1000 }, limits)).toBeNull();
  expect(refusal({ type: "audio/ogg", size: 1 }, {})).toEqual({ reason: "type" });
});

it("asks for each hole of a template once, and fills them in the provider's order", () => {
  const template = {
    parameter_format: "positional",
    components: [
      { type: "HEADER", format: "TEXT", text: "Olá {{1}}" },
      { type: "BODY", text: "Vence em {{2}}, valor {{1}}, dia {{2}}" },
    ],
  } as unknown as Template;
  expect(holes(template).map((h) => h.key)).toEqual(["header.1", "body.2", "body.1"]);
  expect(components(template, { "header.1": "Ana", "body.1": "R$ 10", "body.2": "5" })).toEqual([
    { type: "header", parameters: [{ type: "text", text: "Ana" }] },
    {
      type: "body",
      parameters: [
        { type: "text", text: "R$ 10" },
        { type: "text", text: "5" },
      ],
    },
  ]);
});

it("asks for variables in an answer, not in a note", () => {
  expect(asked("Oi {{con", 8, false)).toEqual({ sign: "{{", word: "con", from: 3 });
  expect(asked("Oi {{ contact.fi", 16, false)).toEqual({ sign: "{{", word: "contact.fi", from: 3 });
  expect(asked("Oi {{contact.name}}", 19, false)).toBeNull();
  expect(asked("Oi {{con", 8, true)).toBeNull();
});
