import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Card, Checkbox, Field, Select, Switch } from "@/shared/ui";
import { listsOptions } from "../api";
import { type Corrections, type Plan, type Preview, type Refused, reasonsOf } from "../importing";
import { momentOf } from "../model";
import { BadRows } from "./BadRows";
import { TagsField } from "./TagsField";

const NONE = "none";

type CheckProps = {
  preview: Preview;
  plan: Plan;
  names: string[];
  busy: boolean;
  onCheck: (corrections: Corrections) => void;
};

/** What would become of every row, said by the server, which kept nothing. */
export function CheckCard({ preview, plan, names, busy, onCheck }: CheckProps) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const reasons = reasonsOf(preview);
  const mended = Object.keys(plan.corrections).length;
  return (
    <Card title={t(($) => $.check.title)}>
      <Figures
        items={[
          [t(($) => $.check.rows), preview.rows, "plain"],
          [t(($) => $.check.new), preview.new, "brand"],
          [t(($) => $.check.known), preview.known, "info"],
          [t(($) => $.check.refused), preview.refused, preview.refused > 0 ? "danger" : "plain"],
        ]}
      />
      <p role="status" className="mt-3 text-sm text-brand-fg empty:hidden">
        {mended > 0 && t(($) => $.check.mended, { count: mended })}
      </p>
      {reasons.length > 0 && (
        <>
          <h3 className="mb-1.5 mt-5 text-sm font-semibold text-fg">{t(($) => $.check.reasons)}</h3>
          <ul className="flex flex-col gap-1 text-sm">
            {reasons.map(({ key, message, count }) => (
              <li key={key} className="flex gap-3">
                <span className="tnum w-14 shrink-0 text-right font-medium text-fg">{format.number(count)}</span>
                <span className="min-w-0 text-fg-2">{message}</span>
              </li>
            ))}
          </ul>
          <BadRows
            // What was refused once more is another list, with nothing written yet.
            key={JSON.stringify(plan.corrections)}
            preview={preview}
            plan={plan}
            names={names}
            busy={busy}
            onCheck={onCheck}
          />
        </>
      )}
    </Card>
  );
}

type Tone = "plain" | "brand" | "info" | "danger" | "warn";
const TEXT: Record<Tone, string> = {
  plain: "text-fg",
  brand: "text-brand-fg",
  info: "text-info",
  danger: "text-danger",
  warn: "text-warn",
};

/** A few numbers, large. */
export function Figures({ items }: { items: [label: string, value: number, tone: Tone][] }) {
  const format = useFormat();
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {items.map(([label, value, tone]) => (
        <div key={label} className="flex flex-col-reverse rounded-node bg-surface-2 px-3 py-2.5">
          <dt className="text-xs text-fg-2">{label}</dt>
          <dd className={`tnum text-2xl font-semibold ${TEXT[tone]}`}>{format.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The first refused rows: where, why, and what stood there. */
export function RefusedRows({ rows }: { rows: Refused[] }) {
  const { t } = useTranslation("imports");
  if (rows.length === 0) return null;
  return (
    <section
      aria-label={t(($) => $.check.first)}
      // What scrolls is reached by the keyboard.
      tabIndex={0}
      className="mt-4 max-h-80 overflow-auto rounded-node border border-line"
    >
      <table className="w-full min-w-[520px] border-collapse text-left text-sm">
        <caption className="sr-only">{t(($) => $.check.first)}</caption>
        <thead className="sticky top-0 bg-surface-2 text-xs text-fg-2">
          <tr>
            <th className="px-3 py-2 font-medium">{t(($) => $.check.row)}</th>
            <th className="px-3 py-2 font-medium">{t(($) => $.check.reason)}</th>
            <th className="px-3 py-2 font-medium">{t(($) => $.check.cells)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row} className="border-t border-line align-top">
              <td className="tnum px-3 py-2 text-fg-2">{row.row}</td>
              <td className="px-3 py-2 text-danger">{row.message}</td>
              <td className="break-words px-3 py-2 text-fg-2" data-verbatim>
                {row.cells.filter(Boolean).join(" · ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export type Consent = { purpose: string; source: string; at: string; text: string };
type AllProps = {
  plan: Plan;
  onPlan: (plan: Plan) => void;
  consent: Consent | null;
  onConsent: (consent: Consent | null) => void;
  errors: Partial<Record<string, string>>;
};

export const consentOf = (consent: Consent | null): Plan["consent"] =>
  consent && {
    purpose: consent.purpose.trim(),
    given: true,
    source: consent.source.trim(),
    at: momentOf(consent.at),
    text: consent.text,
  };

/** What everybody of the file gets. */
export function EverybodyCard({ plan, onPlan, consent, onConsent, errors }: AllProps) {
  const { t } = useTranslation("imports");
  const lists = useQuery(listsOptions).data?.data ?? [];
  const set = (change: Partial<Consent>) => consent && onConsent({ ...consent, ...change });
  return (
    <Card title={t(($) => $.all.title)}>
      <div className="flex flex-col gap-4">
        <Switch checked={plan.updates} onChange={(updates) => onPlan({ ...plan, updates })}>
          {t(($) => $.all.updates)}
        </Switch>
        <div className="grid gap-4 md:grid-cols-2">
          <TagsField
            label={t(($) => $.all.tags)}
            value={plan.tags}
            onChange={(tags) => onPlan({ ...plan, tags })}
            error={errors.tags}
            fresh
          />
          <Select
            label={t(($) => $.all.list)}
            value={plan.list_id ?? NONE}
            onChange={(id) => onPlan({ ...plan, list_id: id === NONE ? null : id })}
            options={[
              { id: NONE, label: t(($) => $.all.noList) },
              ...lists.map(({ id, name }) => ({ id, label: name })),
            ]}
          />
        </div>
        <Checkbox
          checked={consent !== null}
          onChange={(on) => onConsent(on ? { purpose: "marketing", source: "", at: "", text: "" } : null)}
        >
          {t(($) => $.all.consent)}
        </Checkbox>
        {consent && (
          <div className="grid gap-4 rounded-node bg-surface-2 p-4 md:grid-cols-2">
            <p className="text-sm text-fg-2 md:col-span-2">{t(($) => $.all.consentHint)}</p>
            <Field
              isRequired
              label={t(($) => $.all.purpose)}
              value={consent.purpose}
              onChange={(purpose) => set({ purpose })}
              error={errors.purpose}
            />
            <Field
              isRequired
              label={t(($) => $.all.source)}
              hint={t(($) => $.all.sourceHint)}
              value={consent.source}
              onChange={(source) => set({ source })}
              error={errors.source}
            />
            <Field
              type="date"
              label={t(($) => $.all.at)}
              hint={t(($) => $.all.atHint)}
              value={consent.at}
              onChange={(at) => set({ at })}
              error={errors.at}
            />
            <Field
              rows={2}
              label={t(($) => $.all.text)}
              value={consent.text}
              onChange={(text) => set({ text })}
              error={errors.text}
            />
          </div>
        )}
      </div>
    </Card>
  );
}
