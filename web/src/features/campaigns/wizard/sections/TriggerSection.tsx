import { useTranslation } from "react-i18next";
import { Combo, Field, Select } from "@/shared/ui";
import { EVENTS, type Form } from "../model";
import { At, Section, Told, useWizard } from "../parts";
import { DelayFields } from "./DelayFields";

/** What sets it off for somebody. */
export function TriggerSection() {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told, begun, has } = useWizard();
  return (
    <Section id="trigger" title={t(($) => $.trigger.title)} about={begun ? t(($) => $.fixed) : undefined}>
      <At field="trigger" className="grid items-start gap-4 md:grid-cols-2">
        <Told field="trigger" />
        <Select
          label={t(($) => $.trigger.event)}
          options={EVENTS.map((id) => ({ id, label: t(($) => $.event[id]) }))}
          value={form.event}
          disabled={begun}
          onChange={(event) => set({ event: event as Form["event"] })}
        />
        {form.event === "tag_added" && (
          <At field="trigger.tag">
            <Combo
              label={t(($) => $.trigger.tag)}
              options={[...new Set([...has.tags, form.tag])].filter(Boolean).map((id) => ({ id, label: id }))}
              value={form.tag || null}
              error={told("trigger.tag")}
              disabled={begun}
              onChange={(tag) => set({ tag })}
            />
          </At>
        )}
        {form.event === "signal" && (
          <At field="trigger.signal">
            <Field
              label={t(($) => $.trigger.signal)}
              hint={t(($) => $.trigger.signalHint)}
              value={form.signal}
              maxLength={100}
              error={told("trigger.signal")}
              isDisabled={begun}
              onChange={(signal) => set({ signal })}
            />
          </At>
        )}
        <At field="trigger.after">
          <DelayFields
            label={t(($) => $.trigger.after)}
            delay={form.delay}
            error={told("trigger.after")}
            disabled={begun}
            onChange={(change) => set({ delay: { ...form.delay, ...change } })}
          />
        </At>
        <At field="trigger.again_after_days">
          <Field
            label={t(($) => $.trigger.again)}
            hint={t(($) => $.trigger.againHint)}
            inputMode="numeric"
            value={form.again}
            error={told("trigger.again_after_days")}
            isDisabled={begun}
            onChange={(again) => set({ again })}
          />
        </At>
      </At>
    </Section>
  );
}
