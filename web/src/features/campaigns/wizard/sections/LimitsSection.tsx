import { useTranslation } from "react-i18next";
import { Combo, Field } from "@/shared/ui";
import { At, Section, useWizard } from "../parts";

const LIMITS = [
  ["daily", "daily_limit"],
  ["hourly", "hourly_limit"],
  ["perSecond", "per_second"],
  ["perContact", "per_contact_limit"],
  ["perContactWeek", "per_contact_week"],
] as const;

/** How fast at most, and by what it is judged. */
export function LimitsSection() {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told, has } = useWizard();
  const tags = [...new Set([...has.tags, form.goalTag])].filter(Boolean);
  return (
    <Section id="limits" title={t(($) => $.limits.title)} about={t(($) => $.limits.about)}>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {LIMITS.map(([name, field]) => (
          <At key={name} field={`limits.${field}`}>
            <Field
              label={t(($) => $.limits[name])}
              inputMode="decimal"
              value={form[name]}
              error={told(`limits.${field}`)}
              onChange={(value) => set({ [name]: value })}
            />
          </At>
        ))}
      </div>
      <div className="grid gap-4 border-t border-line pt-4 sm:grid-cols-2">
        <At field="goal_tag">
          <Combo
            label={t(($) => $.limits.goal)}
            hint={t(($) => $.limits.goalHint)}
            placeholder={t(($) => $.pick)}
            options={tags.map((id) => ({ id, label: id }))}
            value={form.goalTag || null}
            error={told("goal_tag")}
            onChange={(goalTag) => set({ goalTag })}
          />
        </At>
        <At field="attribution_hours">
          <Field
            label={t(($) => $.limits.attribution)}
            inputMode="numeric"
            value={form.attribution}
            error={told("attribution_hours")}
            onChange={(attribution) => set({ attribution })}
          />
        </At>
      </div>
    </Section>
  );
}
