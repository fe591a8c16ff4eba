import { describe, expect, it } from "vitest";

const files = import.meta.glob<{ default: object }>("./locales/*/*.json", { eager: true });

type Texts = Map<string, string>;

function flat(value: object, path: string[] = [], into: Texts = new Map()): Texts {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "string") into.set([...path, key].join("."), inner);
    else flat(inner as object, [...path, key], into);
  }
  return into;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((m) => m[1]).sort();
const texts = (language: string, namespace: string) =>
  flat(files[`./locales/${language}/${namespace}.json`]?.default ?? {});
const namespaces = Object.keys(files)
  .filter((path) => path.includes("/pt-BR/"))
  .map((path) => path.slice(path.lastIndexOf("/") + 1, -".json".length));
/** English and Spanish have no other plural forms than ours; a form only one language needs is not missing elsewhere. */
const plain = (key: string) => key.replace(/_(one|many|other)$/, "");

describe.each(["en", "es"])("%s", (language) => {
  it.each(namespaces)("%s says everything that Portuguese says, with the same placeholders", (namespace) => {
    const ours = texts("pt-BR", namespace);
    const theirs = texts(language, namespace);
    expect([...new Set([...theirs.keys()].map(plain))].sort()).toEqual(
      [...new Set([...ours.keys()].map(plain))].sort(),
    );
    for (const [key, text] of theirs) {
      const same = ours.get(key);
      if (same !== undefined) expect([key, placeholders(text)]).toEqual([key, placeholders(same)]);
    }
  });

  it("has no namespace that Portuguese lacks", () => {
    const own = Object.keys(files).filter((path) => path.includes(`/${language}/`));
    expect(own).toHaveLength(namespaces.length);
  });
});

it("leaves no text empty", () => {
  for (const [path, file] of Object.entries(files))
    for (const [key, text] of flat(file.default)) expect([path, key, text.trim()]).not.toEqual([path, key, ""]);
});
