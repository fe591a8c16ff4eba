import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { shadesOf } from "@/shared/brand/shades";
import { Button, Card, Field, Leaving, useDeed, useErrors } from "@/shared/ui";
import { type Company, changes, deeds } from "../api";
import { COLOUR, LOGO_MOST, LOGO_TYPES, logoOf } from "../model";
import { BrandPreview } from "./BrandPreview";

const FIELDS = [
  "branding.name",
  "branding.primary_color",
  "branding.secondary_color",
  "branding.domain",
  "branding.sender_address",
  "branding.logo",
] as const;
const TEXTS = ["name", "primary_color", "secondary_color", "domain", "sender_address"] as const;
type Text = (typeof TEXTS)[number];
/** `logo`: a new one, null for none, undefined for the one that is there. */
type Form = Record<Text, string> & { logo?: string | null };

const formOf = ({ branding }: Company): Form => ({
  name: branding.name ?? "",
  primary_color: branding.primary_color ?? "",
  secondary_color: branding.secondary_color ?? "",
  domain: branding.domain ?? "",
  sender_address: branding.sender_address ?? "",
});

/** How the console looks at the company's own address, with a look at it before it is stored. */
export function BrandForm({ company }: { company: Company }) {
  const { t } = useTranslation("platform");
  const { t: common } = useTranslation();
  const stored = formOf(company);
  const [changed, setChanged] = useState<Partial<Form>>({});
  const file = useRef<HTMLInputElement>(null);
  const { errors, clear, set: fault, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const form = { ...stored, ...changed };
  const dirty = JSON.stringify(form) !== JSON.stringify(stored);
  const going = company.status === "deleting";
  const colour = COLOUR.test(form.primary_color) ? form.primary_color.toLowerCase() : null;
  const nearest = colour && shadesOf(colour).light.brand;
  const set = (change: Partial<Form>) => {
    clear();
    setChanged((now) => ({ ...now, ...change }));
  };
  const bring = async (chosen: File | undefined) => {
    if (!chosen) return;
    clear();
    if (!LOGO_TYPES.includes(chosen.type))
      return fault(
        "branding.logo",
        t(($) => $.brand.logoType),
      );
    if (chosen.size > LOGO_MOST)
      return fault(
        "branding.logo",
        t(($) => $.brand.logoSize),
      );
    set({ logo: await logoOf(chosen) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { logo, ...texts } = form;
    const told = Object.fromEntries(TEXTS.map((name) => [name, texts[name].trim() || null]));
    void act({
      run: () => deeds.change(company.id, { branding: logo === undefined ? told : { ...told, logo } }),
      changes: changes(company.id),
      done: t(($) => $.brand.saved),
      failed: take,
      after: () => setChanged({}),
    });
  };
  return (
    <Card title={t(($) => $.brand.title)}>
      <Leaving dirty={() => dirty} views />
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.brand.domain)}
          hint={t(($) => $.brand.domainHint)}
          value={form.domain}
          error={errors["branding.domain"]}
          onChange={(domain) => set({ domain })}
          isDisabled={going}
        />
        <Field
          label={t(($) => $.brand.name)}
          value={form.name}
          error={errors["branding.name"]}
          onChange={(name) => set({ name })}
          isDisabled={going}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t(($) => $.brand.primary)}
            hint={t(($) => $.brand.colourHint)}
            value={form.primary_color}
            error={errors["branding.primary_color"]}
            onChange={(primary_color) => set({ primary_color })}
            isDisabled={going}
          />
          <Field
            label={t(($) => $.brand.secondary)}
            value={form.secondary_color}
            error={errors["branding.secondary_color"]}
            onChange={(secondary_color) => set({ secondary_color })}
            isDisabled={going}
          />
        </div>
        {colour && nearest && nearest !== colour && (
          <div className="flex flex-wrap items-center gap-2 text-sm text-fg-2">
            <span>{t(($) => $.brand.weak)}</span>
            <Button onPress={() => set({ primary_color: nearest })}>
              {t(($) => $.brand.take, { colour: nearest })}
            </Button>
          </div>
        )}
        <Field
          label={t(($) => $.brand.sender)}
          hint={t(($) => $.brand.senderHint)}
          value={form.sender_address}
          error={errors["branding.sender_address"]}
          onChange={(sender_address) => set({ sender_address })}
          isDisabled={going}
        />
        <div className="flex flex-wrap items-center gap-2">
          <input
            ref={file}
            type="file"
            accept={LOGO_TYPES.join(",")}
            aria-label={t(($) => $.brand.logo)}
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => void bring(event.target.files?.[0])}
          />
          <Button onPress={() => file.current?.click()} isDisabled={going}>
            {t(($) => $.brand.logoChoose)}
          </Button>
          {(form.logo || (company.branding.has_logo && form.logo === undefined)) && (
            <Button look="quiet" onPress={() => set({ logo: null })} isDisabled={going}>
              {t(($) => $.brand.logoNone)}
            </Button>
          )}
          {errors["branding.logo"] && (
            <span role="alert" className="text-sm text-danger">
              {errors["branding.logo"]}
            </span>
          )}
        </div>
        <BrandPreview colour={nearest} name={form.name || company.name} logo={form.logo ?? null} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" size="form" busy={busy} isDisabled={!dirty}>
            {common(($) => $.save)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
