import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Banner, Button, Card, Field, Leaving, Select, useDeed, useErrors } from "@/shared/ui";
import { type Company, changes, deeds } from "../api";
import { among, LIMITS, type Limit, type LimitsForm, limitsForm, limitsOf, type Own, PLANS, unread } from "../model";

const KINDS = ["plan", "own", "none"] as const;
// What of a limit is refused is told by its name; a number that is none, by where it stood.
const FIELDS = [...LIMITS, ...LIMITS.map((limit) => `limits.${limit}` as const), "plan"] as const;

/** What it has bought, and what was agreed beside that. */
export function PlanForm({ company }: { company: Company }) {
  const { t } = useTranslation("platform");
  const { t: common } = useTranslation();
  const stored = { plan: company.plan, limits: limitsForm(company.limits) };
  const [plan, setPlan] = useState<string | null>(null);
  const [limits, setLimits] = useState<Partial<LimitsForm>>({});
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const form = { plan: plan ?? stored.plan, limits: { ...stored.limits, ...limits } };
  const otherLimits = JSON.stringify(limitsOf(form.limits)) !== JSON.stringify(limitsOf(stored.limits));
  const dirty = form.plan !== stored.plan || otherLimits;
  const going = company.status === "deleting";
  const tooSmall = LIMITS.some((limit) => errors[limit]);
  const put = (limit: Limit, change: Partial<Own>) => {
    clear(limit);
    clear(`limits.${limit}`);
    setLimits((now) => ({ ...now, [limit]: { ...form.limits[limit], ...change } }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const wrong = unread(form.limits);
    for (const limit of wrong)
      set(
        limit,
        t(($) => $.limits.whole),
      );
    if (wrong.length > 0) return;
    void act({
      // What was agreed is stored first: a smaller plan may be possible by it alone.
      run: async () => {
        if (otherLimits) await deeds.change(company.id, { limits: limitsOf(form.limits) });
        const bought = among(PLANS, form.plan);
        if (bought && form.plan !== stored.plan) await deeds.upgrade(company.id, bought);
      },
      changes: changes(company.id),
      done: t(($) => $.limits.saved),
      failed: take,
      after: () => {
        setPlan(null);
        setLimits({});
      },
    });
  };
  return (
    <Card title={t(($) => $.limits.title)}>
      <Leaving dirty={() => dirty} views />
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Select
          label={t(($) => $.column.plan)}
          value={form.plan}
          error={errors.plan}
          disabled={going}
          onChange={(id) => {
            clear();
            setPlan(id);
          }}
          options={PLANS.map((id) => ({ id, label: t(($) => $.plan[id]), hint: t(($) => $.planHint[id]) }))}
        />
        {tooSmall && <Banner tone="danger">{t(($) => $.limits.tooSmall)}</Banner>}
        <fieldset className="flex flex-col gap-3">
          <legend className="mb-1 text-sm font-medium text-fg">{t(($) => $.limits.beside)}</legend>
          {LIMITS.map((limit) => {
            const own = form.limits[limit];
            const kinds = KINDS.filter((kind) => kind !== "none" || limit !== "requests_per_second");
            return (
              <div key={limit} className="grid grid-cols-[minmax(0,1fr)_7rem] items-start gap-2">
                <Select
                  className={own.kind === "own" ? undefined : "col-span-2"}
                  label={t(($) => $.limit[limit])}
                  value={own.kind}
                  error={errors[limit] ?? errors[`limits.${limit}`]}
                  disabled={going}
                  onChange={(kind) => put(limit, { kind: among(KINDS, kind) ?? "plan" })}
                  options={kinds.map((id) => ({ id, label: t(($) => $.limits[id]) }))}
                />
                {own.kind === "own" && (
                  <Field
                    className="mt-[26px]"
                    aria-label={t(($) => $.limits.amount, { what: t(($) => $.limit[limit]) })}
                    inputMode="numeric"
                    value={own.amount}
                    isDisabled={going}
                    onChange={(amount) => put(limit, { amount })}
                  />
                )}
              </div>
            );
          })}
        </fieldset>
        <div className="flex justify-end">
          <Button type="submit" look="primary" size="form" busy={busy} isDisabled={!dirty}>
            {common(($) => $.save)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
