import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Button, Card, Checkbox, Select } from "@/shared/ui";
import { attributesOptions } from "../api";
import { columnsOf, ENCODINGS, type Plan, type Preview, SEPARATORS, TARGETS, withColumn } from "../importing";
import { AttributeDialog } from "./AttributeDialog";

const NOTHING = "nothing";
const FRESH = "fresh";
const SHOWN = 3;

type Props = {
  preview: Preview;
  plan: Plan;
  busy: boolean;
  onPlan: (plan: Plan) => void;
  /** The file is to be read another way. */
  onRead: (plan: Plan) => void;
};

/** How the file was read, and what each of its columns is. */
export function ColumnsStep({ preview, plan, busy, onPlan, onRead }: Props) {
  const { t } = useTranslation("imports");
  const attributes = useQuery(attributesOptions).data?.data ?? [];
  const [adding, setAdding] = useState<number | null>(null);
  const columns = columnsOf(preview, plan.header);
  const targets = [
    { id: NOTHING, label: t(($) => $.columns.nothing) },
    ...TARGETS.map((id) => ({ id: id as string, label: t(($) => $.target[id]) })),
    ...attributes.map((one) => ({ id: `attr.${one.name}`, label: one.label })),
    { id: FRESH, label: t(($) => $.columns.fresh) },
  ];
  return (
    <div className="flex flex-col gap-4">
      <Card title={t(($) => $.columns.read)}>
        <div className="flex flex-wrap items-end gap-4">
          {preview.encoding === null ? (
            <Badge tone="brand">{t(($) => $.columns.sheet)}</Badge>
          ) : (
            <>
              <Select
                label={t(($) => $.columns.encoding)}
                className="w-48"
                disabled={busy}
                value={plan.encoding ?? ""}
                onChange={(encoding) => onRead({ ...plan, encoding })}
                options={withOwn(ENCODINGS, plan.encoding).map((id) => ({
                  id,
                  label: t(($) => $.encoding[id as "utf-8"], { defaultValue: id.toUpperCase() }),
                }))}
              />
              <Select
                label={t(($) => $.columns.separator)}
                className="w-48"
                disabled={busy}
                value={plan.separator ?? ""}
                onChange={(separator) => onRead({ ...plan, separator })}
                options={withOwn(SEPARATORS, plan.separator).map((id) => ({ id, label: separatorName(id) }))}
              />
            </>
          )}
          <div className="pb-1.5">
            <Checkbox checked={plan.header} onChange={(header) => onPlan({ ...plan, header })}>
              {t(($) => $.columns.header)}
            </Checkbox>
          </div>
        </div>
      </Card>
      <Card title={t(($) => $.columns.title)}>
        <p className="mb-3 text-sm text-fg-2">{t(($) => $.columns.hint)}</p>
        <ul className="flex flex-col divide-y divide-line">
          {columns.map(({ title, cells }, at) => {
            const name = title || t(($) => $.columns.column, { at: at + 1 });
            const samples = cells.filter(Boolean).slice(0, SHOWN);
            return (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
                key={at}
                className="grid gap-x-4 gap-y-1.5 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] sm:items-center"
              >
                <div className="min-w-0">
                  <b className="block break-words text-sm font-semibold text-fg">{name}</b>
                  <span className="block truncate text-xs text-fg-3" title={samples.join(" · ")}>
                    {samples.join(" · ") || t(($) => $.columns.empty)}
                  </span>
                </div>
                <Select
                  quiet
                  label={t(($) => $.columns.means, { name })}
                  value={plan.columns[at] ?? NOTHING}
                  onChange={(id) =>
                    id === FRESH ? setAdding(at) : onPlan(withColumn(plan, at, id === NOTHING ? null : id))
                  }
                  options={targets}
                />
              </li>
            );
          })}
        </ul>
        {!plan.columns.includes("phone") && (
          <p role="alert" className="mt-3 rounded-node bg-warn-soft px-3 py-2 text-sm text-warn">
            {t(($) => $.columns.noPhone)}
          </p>
        )}
      </Card>
      {adding !== null && (
        <AttributeDialog
          attribute={null}
          label={columns[adding]?.title ?? ""}
          onClose={() => setAdding(null)}
          onMade={(made) => onPlan(withColumn(plan, adding, `attr.${made.name}`))}
        />
      )}
    </div>
  );

  function separatorName(id: string): string {
    if (id === ";") return t(($) => $.separator.semicolon);
    if (id === ",") return t(($) => $.separator.comma);
    return id === "\t" ? t(($) => $.separator.tab) : id;
  }
}

const withOwn = (usual: readonly string[], own: string | null): string[] =>
  own === null || usual.includes(own) ? [...usual] : [own, ...usual];

/** On with what was mapped, or back to another file. */
export function Steps({ onBack, onNext, next, busy, ready }: StepsProps) {
  const { t } = useTranslation();
  return (
    <div className="flex justify-between gap-2">
      <Button size="form" onPress={onBack}>
        {t(($) => $.back)}
      </Button>
      <Button size="form" look="primary" busy={busy} isDisabled={!ready} onPress={onNext}>
        {next}
      </Button>
    </div>
  );
}

type StepsProps = { onBack: () => void; onNext: () => void; next: string; busy: boolean; ready: boolean };
