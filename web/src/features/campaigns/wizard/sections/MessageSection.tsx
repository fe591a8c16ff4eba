import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Checkbox, Field, IconButton, Select, Switch } from "@/shared/ui";
import { type Form, METRICS, NO_CONTENT, rowId, type Variant } from "../model";
import { At, Section, Told, useWizard } from "../parts";
import { ContentFields } from "./ContentFields";

const VARIANTS_MOST = 10;

export function MessageSection() {
  const { t } = useTranslation("campaignWizard");
  const { form, set } = useWizard();
  const split = form.variants.length > 0;
  const begin = (on: boolean) => {
    if (!on)
      return set({
        variants: [],
        content: form.variants[0] ? { ...form.content, ...bare(form.variants[0]) } : form.content,
      });
    set({
      variants: [
        { ...form.content, id: rowId(), key: "A", weight: "1" },
        { ...NO_CONTENT, id: rowId(), key: "B", weight: "1" },
      ],
    });
  };
  return (
    <Section id="message" title={t(($) => (form.type === "drip" ? $.message.first : $.message.title))}>
      <Switch checked={split} onChange={begin}>
        {t(($) => $.variants.on)}
      </Switch>
      {split ? (
        <Variants />
      ) : (
        <At field="message">
          <ContentFields
            field="message"
            content={form.content}
            onChange={(change) => set({ content: { ...form.content, ...change } })}
          />
        </At>
      )}
    </Section>
  );
}

const bare = ({ templateId, variables, text, mediaId }: Variant) => ({ templateId, variables, text, mediaId });

function Variants() {
  const { t } = useTranslation("campaignWizard");
  const { form, set } = useWizard();
  const put = (id: string, change: Partial<Variant>) =>
    set({ variants: form.variants.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  const free = "ABCDEFGHIJ".split("").find((key) => !form.variants.some((one) => one.key === key)) ?? "";
  return (
    <At field="message.variants" className="flex flex-col gap-4">
      <Told field="message.variants" />
      {form.variants.map((one, at) => (
        <OneVariant
          key={one.id}
          at={at}
          variant={one}
          onChange={(change) => put(one.id, change)}
          onRemove={
            form.variants.length > 2
              ? () => set({ variants: form.variants.filter(({ id }) => id !== one.id) })
              : undefined
          }
        />
      ))}
      <div className="flex flex-wrap items-end gap-4">
        <Button
          icon={<Plus aria-hidden />}
          isDisabled={form.variants.length >= VARIANTS_MOST}
          onPress={() => set({ variants: [...form.variants, { ...NO_CONTENT, id: rowId(), key: free, weight: "1" }] })}
        >
          {t(($) => $.variants.add)}
        </Button>
        <Select
          className="w-56"
          label={t(($) => $.variants.metric)}
          options={METRICS.map((id) => ({ id, label: t(($) => $.metric[id]) }))}
          value={form.metric}
          onChange={(metric) => set({ metric: metric as Form["metric"] })}
        />
        <At field="message.auto_winner">
          <Checkbox checked={form.autoWinner} onChange={(autoWinner) => set({ autoWinner })}>
            {t(($) => $.variants.autoWinner)}
          </Checkbox>
        </At>
      </div>
    </At>
  );
}

type OneProps = { at: number; variant: Variant; onChange: (change: Partial<Variant>) => void; onRemove?: () => void };

function OneVariant({ at, variant, onChange, onRemove }: OneProps) {
  const { t } = useTranslation("campaignWizard");
  const { told } = useWizard();
  const field = `message.variants.${at}`;
  return (
    <At field={field} className="rounded-node border border-line p-4">
      <fieldset>
        <legend className="sr-only">{t(($) => $.variants.one, { key: variant.key })}</legend>
        <div className="mb-4 flex items-end gap-3">
          <At field={`${field}.key`} className="w-32">
            <Field
              label={t(($) => $.variants.key)}
              value={variant.key}
              maxLength={20}
              error={told(`${field}.key`)}
              onChange={(key) => onChange({ key })}
            />
          </At>
          <At field={`${field}.weight`} className="w-32">
            <Field
              label={t(($) => $.weight)}
              inputMode="numeric"
              value={variant.weight}
              error={told(`${field}.weight`)}
              onChange={(weight) => onChange({ weight })}
            />
          </At>
          {onRemove && (
            <IconButton label={t(($) => $.variants.remove, { key: variant.key })} onPress={onRemove}>
              <Trash2 aria-hidden />
            </IconButton>
          )}
        </div>
        <ContentFields field={field} content={variant} onChange={onChange} />
      </fieldset>
    </At>
  );
}
