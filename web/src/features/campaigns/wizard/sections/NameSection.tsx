import { useTranslation } from "react-i18next";
import { Field, Radios } from "@/shared/ui";
import { KINDS, type Kind } from "../model";
import { At, Section, useWizard } from "../parts";

export function NameSection() {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told, begun } = useWizard();
  return (
    <Section id="name" title={t(($) => $.name.title)}>
      <At field="name">
        <Field
          label={t(($) => $.name.name)}
          hint={t(($) => $.name.nameHint)}
          value={form.name}
          error={told("name")}
          maxLength={120}
          isRequired
          onChange={(name) => set({ name })}
        />
      </At>
      <At field="type">
        <Radios
          label={t(($) => $.name.type)}
          value={form.type}
          options={KINDS.map((id) => ({
            id,
            label: t(($) => $.type[id]),
            hint: t(($) => $.typeHint[id]),
            disabled: begun,
          }))}
          onChange={(type) => set({ type: type as Kind })}
        />
      </At>
    </Section>
  );
}
