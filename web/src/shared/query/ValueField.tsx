import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schema, useMay } from "@/shared/api";
import { campaignOptions, campaignsOptions } from "@/shared/known";
import { Combo, Field, type Option, Select } from "@/shared/ui";
import { CONTRACTS, factType, type Has, LANGUAGES, type Leaf } from "./model";

type Props = { leaf: Leaf; has: Has; onChange: (leaf: Leaf) => void };

/** What a condition is compared with, in the field that its kind wants; nothing where it needs nothing. */
export function ValueField({ leaf, has, onChange }: Props) {
  const { t } = useTranslation("query");
  const label = t(($) => $.valueLabel);
  switch (leaf.kind) {
    case "tag": {
      const known = leaf.tag === "" || has.tags.includes(leaf.tag) ? has.tags : [...has.tags, leaf.tag];
      return (
        <Combo
          quiet
          label={label}
          placeholder={t(($) => $.choose)}
          value={leaf.tag || null}
          onChange={(tag) => onChange({ ...leaf, tag })}
          options={known.map((id) => ({ id, label: id }))}
        />
      );
    }
    case "list":
      return named(has.lists, leaf.list, (list) => onChange({ ...leaf, list }));
    case "segment":
      return named(has.segments, leaf.segment, (segment) => onChange({ ...leaf, segment }));
    case "language":
      return (
        <Select
          quiet
          label={label}
          value={leaf.language}
          onChange={(language) => onChange({ ...leaf, language })}
          options={LANGUAGES.map((id) => ({ id, label: t(($) => $.language[id]) }))}
        />
      );
    case "consent":
      return (
        <Field
          aria-label={t(($) => $.purpose)}
          value={leaf.purpose}
          onChange={(purpose) => onChange({ ...leaf, purpose })}
        />
      );
    case "activity":
      return typeof leaf.days === "number" ? (
        <Days days={leaf.days} onChange={(days) => onChange({ ...leaf, days })} />
      ) : (
        <Day leaf={leaf} onChange={onChange} />
      );
    case "campaign":
      return (
        <div className="flex flex-col gap-2">
          <WhichCampaign id={leaf.campaign ?? null} onChange={(campaign) => onChange({ ...leaf, campaign })} />
          {typeof leaf.days === "number" && <Days days={leaf.days} onChange={(days) => onChange({ ...leaf, days })} />}
        </div>
      );
    case "attribute":
      return leaf.op === "set" ? null : <AttributeValue leaf={leaf} has={has} onChange={onChange} />;
    case "erp":
      return leaf.op === "set" ? null : <FactValue leaf={leaf} onChange={onChange} />;
    default:
      return null;
  }
  function named(all: { id: string; name: string }[], value: string, pick: (id: string) => void) {
    return (
      <Combo
        quiet
        label={label}
        placeholder={t(($) => $.choose)}
        value={value || null}
        onChange={pick}
        options={all.map(({ id, name }) => ({ id, label: name }))}
      />
    );
  }
}

const ANY = "any";

/** Of one campaign, found by its name, or of any. */
function WhichCampaign({ id, onChange }: { id: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation("query");
  const may = useMay("read:campaigns");
  const [typed, setTyped] = useState("");
  const found = useQuery({ ...campaignsOptions(typed.trim()), enabled: may, placeholderData: keepPreviousData });
  const one = useQuery({ ...campaignOptions(id ?? ""), enabled: may && id !== null, retry: false });
  const known = new Map((found.data?.data ?? []).map((each) => [each.id, each.name]));
  if (id && !known.has(id)) known.set(id, one.data?.name ?? id);
  return (
    <Combo
      quiet
      label={t(($) => $.campaignLabel)}
      value={id ?? ANY}
      onType={setTyped}
      onChange={(chosen) => onChange(chosen && chosen !== ANY ? chosen : null)}
      options={[
        { id: ANY, label: t(($) => $.anyCampaign) },
        ...[...known].map(([each, label]) => ({ id: each, label })),
      ]}
    />
  );
}

function Days({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const { t } = useTranslation("query");
  return (
    <Field
      aria-label={t(($) => $.daysLabel)}
      type="number"
      inputMode="numeric"
      value={Number.isNaN(days) ? "" : String(days)}
      onChange={(text) => onChange(text === "" ? Number.NaN : Math.max(0, Math.trunc(Number(text))))}
      end={<span className="text-sm text-fg-3">{t(($) => $.daysUnit)}</span>}
      className="[&_input]:pr-14"
    />
  );
}

function Day({ leaf, onChange }: { leaf: Extract<Leaf, { kind: "activity" }>; onChange: Props["onChange"] }) {
  const { t } = useTranslation("query");
  return (
    <Field
      aria-label={t(($) => $.dateLabel)}
      type="date"
      value={leaf.at?.slice(0, 10) ?? ""}
      onChange={(day) => onChange({ ...leaf, at: day ? `${day}T00:00:00Z` : null })}
    />
  );
}

function AttributeValue({
  leaf,
  has,
  onChange,
}: {
  leaf: Extract<Leaf, { kind: "attribute" }>;
  has: Has;
  onChange: Props["onChange"];
}) {
  const attribute = has.attributes.find((one) => one.name === leaf.name);
  const options = (attribute?.options ?? []).map((id) => ({ id, label: id }));
  return (
    <Typed
      type={attribute?.type ?? "text"}
      options={options}
      value={leaf.value}
      onChange={(value) => onChange({ ...leaf, value })}
    />
  );
}

function FactValue({ leaf, onChange }: { leaf: Extract<Leaf, { kind: "erp" }>; onChange: Props["onChange"] }) {
  const { t } = useTranslation("query");
  return (
    <Typed
      type={factType(leaf.what) ?? "text"}
      options={CONTRACTS.map((id) => ({ id, label: t(($) => $.contract[id]) }))}
      value={leaf.value}
      onChange={(value) => onChange({ ...leaf, value })}
    />
  );
}

type Value = string | number | boolean;
type TypedProps = {
  type: Schema<"AttributeType">;
  /** Of a choice. */
  options: Option[];
  value: Value | null | undefined;
  onChange: (value: Value) => void;
};

/** A value of a type. */
function Typed({ type, options, value, onChange }: TypedProps) {
  const { t } = useTranslation("query");
  const label = t(($) => $.valueLabel);
  const text = value === null || value === undefined ? "" : String(value);
  if (type === "boolean")
    return (
      <Select
        quiet
        label={label}
        value={String(value !== false)}
        onChange={(id) => onChange(id === "true")}
        options={(["true", "false"] as const).map((id) => ({
          id,
          label: t(($) => (id === "true" ? $.way.yes : $.way.no)),
        }))}
      />
    );
  if (type === "choice")
    return (
      <Combo
        quiet
        label={label}
        placeholder={t(($) => $.choose)}
        value={text || null}
        onChange={onChange}
        options={text && !options.some(({ id }) => id === text) ? [...options, { id: text, label: text }] : options}
      />
    );
  // A day that moves with today is no date of the calendar.
  return (
    <Field
      aria-label={label}
      type={type === "date" && !text.startsWith("today") ? "date" : "text"}
      inputMode={type === "number" ? "decimal" : undefined}
      value={text}
      onChange={onChange}
    />
  );
}
