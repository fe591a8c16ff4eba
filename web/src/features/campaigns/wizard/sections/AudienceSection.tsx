import { useTranslation } from "react-i18next";
import { EVERYBODY, QueryEditor } from "@/shared/query";
import { Checkbox, Field, Radios, Switch } from "@/shared/ui";
import type { Form } from "../model";
import { At, Picks, Section, Told, useWizard } from "../parts";
import { AudienceFile, type FileProps } from "./AudienceFile";

const named = (ones: { id: string; name: string }[]) => ones.map(({ id, name }) => ({ id, label: name }));

export function AudienceSection(props: FileProps) {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told, begun, has } = useWizard();
  const tags = [...new Set([...has.tags, ...form.tags])].map((tag) => ({ id: tag, label: tag }));
  return (
    <Section
      id="audience"
      title={t(($) => $.audience.title)}
      about={
        begun ? t(($) => $.fixed) : t(($) => (form.type === "trigger" ? $.audience.aboutTrigger : $.audience.about))
      }
    >
      <At field="targeting" className="flex flex-col gap-4">
        <Told field="targeting" />
        <div className="grid gap-4 md:grid-cols-3">
          <At field="targeting.segments">
            <Picks
              label={t(($) => $.audience.segments)}
              options={named(has.segments)}
              chosen={form.segments}
              error={told("targeting.segments", true)}
              disabled={begun}
              onChange={(segments) => set({ segments })}
            />
          </At>
          <At field="targeting.lists">
            <Picks
              label={t(($) => $.audience.lists)}
              options={named(has.lists)}
              chosen={form.lists}
              error={told("targeting.lists", true)}
              disabled={begun}
              onChange={(lists) => set({ lists })}
            />
          </At>
          <At field="targeting.tags">
            <Picks
              label={t(($) => $.audience.tags)}
              options={tags}
              chosen={form.tags}
              error={told("targeting.tags", true)}
              disabled={begun}
              onChange={(chosen) => set({ tags: chosen })}
            />
          </At>
        </div>
        <At field="targeting.conditions" className="flex flex-col gap-3">
          <Switch
            checked={form.conditions !== null}
            disabled={begun}
            onChange={(on) => set({ conditions: on ? EVERYBODY : null })}
          >
            {t(($) => $.audience.conditions)}
          </Switch>
          <Told field="targeting.conditions" deep />
          {form.conditions !== null && !begun && <Conditions />}
        </At>
        <AudienceFile {...props} />
        <div className="grid gap-4 md:grid-cols-2">
          <Picks
            label={t(($) => $.audience.withoutSegments)}
            options={named(has.segments)}
            chosen={form.withoutSegments}
            disabled={begun}
            onChange={(withoutSegments) => set({ withoutSegments })}
          />
          <Picks
            label={t(($) => $.audience.withoutLists)}
            options={named(has.lists)}
            chosen={form.withoutLists}
            disabled={begun}
            onChange={(withoutLists) => set({ withoutLists })}
          />
        </div>
        {form.type !== "trigger" && (
          <At field="targeting.growing">
            <Checkbox checked={form.growing} disabled={begun} onChange={(growing) => set({ growing })}>
              {t(($) => $.audience.growing)}
            </Checkbox>
          </At>
        )}
      </At>
      <Undisturbed />
      <Purpose />
    </Section>
  );
}

/** Begins with what was saved; the editor keeps its own state from there. */
function Conditions() {
  const { form, set, has } = useWizard();
  return (
    <QueryEditor
      value={form.conditions ?? EVERYBODY}
      has={has}
      onChange={(question) => question && set({ conditions: question.query })}
    />
  );
}

function Undisturbed() {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told } = useWizard();
  return (
    <fieldset className="flex flex-col gap-2 border-t border-line pt-4">
      <legend className="float-left mb-2 text-sm font-medium text-fg">{t(($) => $.audience.undisturbed)}</legend>
      <Checkbox checked={form.inFlow} onChange={(inFlow) => set({ inFlow })}>
        {t(($) => $.audience.inFlow)}
      </Checkbox>
      <Checkbox checked={form.openConversation} onChange={(openConversation) => set({ openConversation })}>
        {t(($) => $.audience.openConversation)}
      </Checkbox>
      <At field="exclusions.contacted_days" className="max-w-sm">
        <Field
          label={t(($) => $.audience.contacted)}
          hint={t(($) => $.audience.contactedHint)}
          inputMode="numeric"
          value={form.contactedDays}
          error={told("exclusions.contacted_days")}
          onChange={(contactedDays) => set({ contactedDays })}
        />
      </At>
    </fieldset>
  );
}

function Purpose() {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told, begun } = useWizard();
  return (
    <div className="grid gap-4 border-t border-line pt-4 md:grid-cols-2">
      <At field="basis">
        <Radios
          label={t(($) => $.audience.basis)}
          value={form.basis}
          options={(["consent", "legitimate_interest"] as const).map((id) => ({
            id,
            label: t(($) => $.basis[id]),
            hint: t(($) => $.basisHint[id]),
            disabled: begun,
          }))}
          onChange={(basis) => set({ basis: basis as Form["basis"] })}
        />
        <Told field="basis" />
      </At>
      <div className="flex flex-col gap-4">
        <At field="purpose">
          <Field
            label={t(($) => $.audience.purpose)}
            hint={t(($) => $.audience.purposeHint)}
            value={form.purpose}
            error={told("purpose")}
            maxLength={40}
            isDisabled={begun}
            onChange={(purpose) => set({ purpose })}
          />
        </At>
        <At field="holdout">
          <Field
            label={t(($) => $.audience.holdout)}
            hint={t(($) => $.audience.holdoutHint)}
            inputMode="numeric"
            value={form.holdout}
            error={told("holdout")}
            isDisabled={begun}
            onChange={(holdout) => set({ holdout })}
          />
        </At>
      </div>
    </div>
  );
}
