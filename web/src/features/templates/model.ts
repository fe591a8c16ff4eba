import type { Tone } from "@/shared/ui";
import type { Draft, Template } from "./api";

export type View = { status?: string; category?: string; language?: string; q?: string };

export const STATUSES = [
  "draft",
  "pending",
  "approved",
  "rejected",
  "paused",
  "disabled",
  "in_appeal",
  "pending_deletion",
  "deleted",
  "limit_exceeded",
  "archived",
  "locked",
] as const;
export type Status = (typeof STATUSES)[number];
export const CATEGORIES = ["UTILITY", "MARKETING", "AUTHENTICATION"] as const;
type Category = (typeof CATEGORIES)[number];
export const QUALITIES = ["GREEN", "YELLOW", "RED"] as const;
export const LANGUAGES = ["pt_BR", "en_US", "es", "es_AR", "es_MX", "pt_PT", "en_GB", "fr", "it", "de"];
export const HEADERS = ["none", "text", "image", "video", "document", "location"] as const;
export const BUTTONS = ["QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE"] as const;
export const REASONS = [
  "ABUSIVE_CONTENT",
  "INCORRECT_CATEGORY",
  "INVALID_FORMAT",
  "SCAM",
  "PROMOTIONAL",
  "TAG_CONTENT_MISMATCH",
] as const;
/** What a card of a carousel may hold. */
export const CARD_HEADERS = ["image", "video"] as const;
export const CARD_BUTTONS = ["QUICK_REPLY", "URL", "PHONE_NUMBER"] as const;
export const MOST = {
  header: 60,
  body: 1024,
  footer: 60,
  button: 25,
  buttons: 10,
  cards: 10,
  cardBody: 160,
  cardButtons: 2,
};

const EDITABLE: Status[] = ["draft", "approved", "rejected", "paused"];
export const editable = (status: string): boolean => EDITABLE.includes(status as Status);

export function among<T extends string>(known: readonly T[], word: string | null | undefined): T | undefined {
  return known.find((one) => one === word);
}

const TONES: Partial<Record<Status, Tone>> = {
  approved: "brand",
  pending: "info",
  in_appeal: "info",
  rejected: "danger",
  disabled: "danger",
  paused: "warn",
  limit_exceeded: "warn",
};
export const toneOf = (status: string): Tone => TONES[status as Status] ?? "plain";

/** "português (Brasil)" for pt_BR, in the reader's language. */
export function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames(reader, { type: "language" }).of(code.replace("_", "-")) ?? code;
  } catch {
    return code;
  }
}

type HeaderKind = (typeof HEADERS)[number];
type ButtonKind = (typeof BUTTONS)[number];
export type ButtonForm = { id: string; kind: ButtonKind; text: string; value: string; sample: string };
export type Part = Record<string, unknown>;

/** What the editor holds. `other` are components it has no fields for, kept as they are. */
export type Form = {
  name: string;
  language: string;
  category: Category;
  named: boolean;
  headerKind: HeaderKind;
  header: string;
  /** What the provider already has, or a file of ours, as a sample of the header. */
  headerExample: Part | null;
  headerFile: string;
  body: string;
  footer: string;
  samples: Record<string, string>;
  buttons: ButtonForm[];
  /** The cards of a carousel, each with a picture or a video, a text and up to two buttons. */
  cards: CardForm[];
  security: boolean;
  minutes: string;
  other: Part[];
};
export type CardForm = Omit<Form, "cards"> & { id: string; cards: [] };

export const EMPTY: Form = {
  name: "",
  language: "pt_BR",
  category: "UTILITY",
  named: false,
  headerKind: "none",
  header: "",
  headerExample: null,
  headerFile: "",
  body: "",
  footer: "",
  samples: {},
  buttons: [],
  cards: [],
  security: true,
  minutes: "10",
  other: [],
};

const HOLES = /\{\{\s*(\w+)\s*\}\}/g;
export const word = (value: unknown): string => (typeof value === "string" ? value : "");
export const list = (value: unknown): Part[] => (Array.isArray(value) ? (value as Part[]) : []);
export const kindOf = (part: Part): string => word(part.type).toUpperCase();

/** The variables of a text, each once, in their order. */
export function holes(text: string): string[] {
  return [...new Set([...text.matchAll(HOLES)].map((found) => found[1] as string))];
}

/** The text with its samples; what has none stays as it is. */
export function filled(text: string, samples: Record<string, string>, part: "header" | "body"): string {
  return text.replace(HOLES, (whole, name: string) => samples[`${part}.${name}`] || whole);
}

/** The next variable to insert: the next figure, or a name. */
export function nextHole(form: Pick<Form, "named" | "body">): string {
  const taken = holes(form.body);
  if (!form.named) return String(taken.length + 1);
  for (let n = 1; ; n++) if (!taken.includes(`variavel_${n}`)) return `variavel_${n}`;
}

export function samplesOf(part: Part, place: "header" | "body"): Record<string, string> {
  const example = (part.example ?? {}) as Part;
  const named = list(example[`${place}_text_named_params`]).map((one): [string, string] => [
    `${place}.${word(one.param_name)}`,
    word(one.example),
  ]);
  const given = example[`${place}_text`];
  const values = Array.isArray(given) && Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  const counted = Array.isArray(values)
    ? holes(word(part.text)).map((name, at): [string, string] => [`${place}.${name}`, word(values[at])])
    : [];
  return Object.fromEntries([...named, ...counted]);
}

function buttonOf(part: Part, at: number): ButtonForm | null {
  const kind = among(BUTTONS, kindOf(part));
  if (!kind) return null;
  const example = Array.isArray(part.example) ? word(part.example[0]) : word(part.example);
  return {
    id: `b${at}`,
    kind,
    text: word(part.text),
    value: kind === "URL" ? word(part.url) : kind === "PHONE_NUMBER" ? word(part.phone_number) : "",
    sample: example,
  };
}

/** What is stored, as the editor holds it. */
export function formOf(
  template: Pick<Template, "name" | "language" | "category" | "parameter_format" | "components">,
): Form {
  const form: Form = {
    ...EMPTY,
    name: template.name,
    language: template.language,
    category: among(CATEGORIES, template.category) ?? "UTILITY",
    named: template.parameter_format === "NAMED",
    minutes: "",
    security: false,
    // A list of its own: it grows below.
    other: [],
  };
  const authentication = form.category === "AUTHENTICATION";
  for (const part of template.components as Part[]) {
    const kind = kindOf(part);
    const header = among(HEADERS, (word(part.format) || "text").toLowerCase());
    if (kind === "HEADER" && header) {
      form.headerKind = header;
      form.header = word(part.text);
      form.headerExample = header === "text" ? null : ((part.example as Part | undefined) ?? null);
      form.samples = { ...form.samples, ...samplesOf(part, "header") };
    } else if (kind === "BODY") {
      form.body = word(part.text);
      form.security = part.add_security_recommendation === true;
      form.samples = { ...form.samples, ...samplesOf(part, "body") };
    } else if (kind === "FOOTER") {
      form.footer = word(part.text);
      if (typeof part.code_expiration_minutes === "number") form.minutes = String(part.code_expiration_minutes);
    } else if (kind === "BUTTONS" && !authentication && list(part.buttons).every((one) => buttonOf(one, 0)))
      form.buttons = list(part.buttons).map((one, at) => buttonOf(one, at) as ButtonForm);
    else if (kind === "CAROUSEL" && cardsOf(part, form).length > 0) form.cards = cardsOf(part, form);
    else if (!(kind === "BUTTONS" && authentication)) form.other.push(part);
  }
  return form;
}

/** The cards of a carousel; none when one of them has what the editor has no field for. */
function cardsOf(part: Part, whole: Form): CardForm[] {
  const cards = list(part.cards).map((card, at): CardForm => {
    const { name, language, category } = whole;
    const parameter_format = whole.named ? "NAMED" : "POSITIONAL";
    const form = formOf({ name, language, category, parameter_format, components: list(card.components) as never });
    return { ...form, id: `c${at}`, cards: [] };
  });
  const known = (card: CardForm) => among(CARD_HEADERS, card.headerKind) && card.other.length === 0 && !card.footer;
  return cards.every(known) ? cards : [];
}

/** Another card, of the shape that the last one has: the provider wants all of them alike. */
export function nextCard(cards: readonly CardForm[], id: string): CardForm {
  const last = cards[cards.length - 1];
  const shape = last ?? { ...EMPTY, headerKind: "image" as const, buttons: [], cards: [] as [] };
  return {
    ...shape,
    id,
    cards: [],
    headerExample: null,
    headerFile: "",
    body: "",
    samples: {},
    buttons: shape.buttons.map((one) => ({ ...one, id: `${id}-${one.id}`, value: "", sample: "" })),
  };
}

function exampleOf(form: Form, place: "header" | "body", text: string): Part {
  const names = holes(text);
  if (names.length === 0) return {};
  const value = (name: string) => form.samples[`${place}.${name}`]?.trim() ?? "";
  if (form.named)
    return { example: { [`${place}_text_named_params`]: names.map((n) => ({ param_name: n, example: value(n) })) } };
  const values = [...names].sort((a, b) => Number(a) - Number(b)).map(value);
  return { example: { [`${place}_text`]: place === "body" ? [values] : values } };
}

function buttonPart(button: ButtonForm): Part {
  const { kind, text, value, sample } = button;
  if (kind === "URL")
    return { type: kind, text, url: value, ...(holes(value).length > 0 ? { example: [sample] } : {}) };
  if (kind === "PHONE_NUMBER") return { type: kind, text, phone_number: value };
  if (kind === "COPY_CODE") return { type: kind, example: sample };
  return { type: kind, text };
}

/** The provider's objects. */
export function componentsOf(form: Form, copyCode: string): Part[] {
  if (form.category === "AUTHENTICATION") {
    const minutes = Number(form.minutes);
    return [
      { type: "BODY", add_security_recommendation: form.security },
      ...(form.minutes.trim() ? [{ type: "FOOTER", code_expiration_minutes: minutes }] : []),
      { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE", text: copyCode }] },
    ];
  }
  const parts: Part[] = [];
  if (form.headerKind === "text")
    parts.push({ type: "HEADER", format: "TEXT", text: form.header, ...exampleOf(form, "header", form.header) });
  else if (form.headerKind !== "none")
    parts.push({
      type: "HEADER",
      format: form.headerKind.toUpperCase(),
      ...(form.headerExample ? { example: form.headerExample } : {}),
    });
  parts.push({ type: "BODY", text: form.body, ...exampleOf(form, "body", form.body) });
  if (form.footer.trim()) parts.push({ type: "FOOTER", text: form.footer });
  if (form.buttons.length > 0) parts.push({ type: "BUTTONS", buttons: form.buttons.map(buttonPart) });
  if (form.cards.length > 0)
    parts.push({ type: "CAROUSEL", cards: form.cards.map((card) => cardPart(card, copyCode)) });
  return [...parts, ...form.other];
}

function cardPart(card: CardForm, copyCode: string): Part {
  const components = componentsOf({ ...card, category: "MARKETING" }, copyCode);
  return { components: components.filter((part) => kindOf(part) !== "BODY" || word(part.text).trim() !== "") };
}

export function draftOf(form: Form, copyCode: string): Draft {
  return {
    name: form.name.trim(),
    language: form.language,
    category: form.category,
    parameter_format: form.named ? "NAMED" : "POSITIONAL",
    components: componentsOf(form, copyCode),
  };
}

/** Which field of the editor the server speaks of: `components.1.text` is the body when the header comes first. */
export function placeOf(field: string, components: Part[]): string {
  const found = /^components\.(\d+)(?:\.(.*))?$/.exec(field);
  if (!found) return field;
  const kind = kindOf(components[Number(found[1])] ?? {});
  const rest = found[2] ?? "";
  const card = /^cards\.(\d+)\.(.*)$/.exec(rest);
  if (kind === "CAROUSEL") {
    if (!card) return "cards";
    const inner = list(list(components[Number(found[1])]?.cards)[Number(card[1])]?.components);
    const place = placeOf(card[2] as string, inner);
    return `card.${card[1]}.${place === "components" ? "headerExample" : place}`;
  }
  const button = /^buttons\.(\d+)/.exec(rest);
  if (kind === "BUTTONS") return button ? `button.${button[1]}` : "buttons";
  if (rest.startsWith("example")) return kind === "HEADER" ? "headerExample" : "samples";
  return kind === "HEADER" ? "header" : kind === "FOOTER" ? "footer" : kind === "BODY" ? "body" : "other";
}
