import { useQuery } from "@tanstack/react-query";
import { Eye, Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Bubble, WhatsAppText } from "@/shared/chat";
import { Button, Field, Select, toast, useDeed } from "@/shared/ui";
import { deeds, previewOptions } from "../api";
import type { Campaign } from "../model";
import { At, Section, useWizard } from "../parts";

type Props = {
  saved: Campaign | null;
  /** Saved as it stands on the page now? */
  current: boolean;
  /** Saves what has changed; null when it was refused. */
  save: () => Promise<Campaign | null>;
};

/** As three of the audience would read it, and on phones of one's own. */
export function ReviewSection({ saved, current, save }: Props) {
  const { t } = useTranslation("campaignWizard");
  const { form } = useWizard();
  const [step, setStep] = useState("0");
  const [shown, setShown] = useState(false);
  const steps = form.type === "drip" ? form.steps.length : 0;
  return (
    <Section id="review" title={t(($) => $.review.title)} about={t(($) => $.review.about)}>
      {steps > 0 && (
        <Select
          className="max-w-xs"
          label={t(($) => $.review.which)}
          options={Array.from({ length: steps + 1 }, (_, at) => ({
            id: String(at),
            label: t(($) => $.steps.one, { at: at + 1 }),
          }))}
          value={step}
          onChange={setStep}
        />
      )}
      <Button
        className="self-start"
        icon={<Eye aria-hidden />}
        onPress={() => void save().then((done) => done && setShown(true))}
      >
        {t(($) => (current ? $.review.show : $.review.saveAndShow))}
      </Button>
      {shown && saved && current && <Preview campaign={saved} step={Number(step)} />}
      <Test save={save} current={current} step={Number(step)} />
    </Section>
  );
}

function Preview({ campaign, step }: { campaign: Campaign; step: number }) {
  const { t } = useTranslation("campaignWizard");
  const preview = useQuery(previewOptions(campaign.id, campaign.version, step));
  const rows = preview.data?.data ?? [];
  if (preview.isError)
    return (
      <p role="alert" className="text-sm text-danger">
        {preview.error.message}
      </p>
    );
  if (preview.data && rows.length === 0) return <p className="text-sm text-fg-2">{t(($) => $.review.nobody)}</p>;
  return (
    <ul aria-label={t(($) => $.review.title)} className="grid gap-3 md:grid-cols-3">
      {rows.map((row) => (
        <li key={`${row.contact_id} ${row.variant}`} className="min-w-0">
          <p className="mb-1 truncate text-sm font-medium text-fg">
            {row.name ?? t(($) => $.review.nameless)}
            {row.variant && (
              <span className="text-fg-3"> · {t(($) => $.variants.one, { key: row.variant ?? "" })}</span>
            )}
          </p>
          <div className="rounded-node bg-chat-bg p-3">
            <Bubble side="in" wide>
              {row.missing ? (
                <span className="italic text-chat-meta">{t(($) => $.review.missing)}</span>
              ) : (
                <WhatsAppText text={row.text} />
              )}
            </Bubble>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Test({ save, current, step }: Pick<Props, "save" | "current"> & { step: number }) {
  const { t } = useTranslation("campaignWizard");
  const { form } = useWizard();
  const [phones, setPhones] = useState("");
  const [variant, setVariant] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { busy, act } = useDeed();
  const chosen = variant ?? form.variants[0]?.key ?? null;
  const send = async () => {
    const campaign = await save();
    if (!campaign) return;
    const wanted = phones
      .split(/[,;\n]/)
      .map((one) => one.trim())
      .filter(Boolean);
    await act({
      run: (key) => deeds.test(campaign.id, { phones: wanted, step, variant: step === 0 ? chosen : null }, key),
      after: ({ message_ids }) => toast.done(t(($) => $.review.sent, { count: message_ids.length })),
      failed: (failure) => {
        const told = failure as { details?: { message: string }[]; message?: string };
        setError(told.details?.[0]?.message ?? told.message ?? "");
      },
    });
  };
  return (
    <At field="phones" className="flex flex-wrap items-start gap-3 border-t border-line pt-4">
      <Field
        className="min-w-0 flex-1 basis-64"
        label={t(($) => $.review.phones)}
        hint={t(($) => $.review.phonesHint)}
        value={phones}
        error={error}
        onChange={(value) => {
          setError(null);
          setPhones(value);
        }}
      />
      {form.variants.length > 0 && step === 0 && (
        <Select
          className="w-32"
          label={t(($) => $.variants.key)}
          options={form.variants.map(({ key }) => ({ id: key, label: key }))}
          value={chosen}
          onChange={setVariant}
        />
      )}
      <Button
        className="mt-[26px]"
        size="form"
        icon={<Send aria-hidden />}
        busy={busy}
        isDisabled={!phones.trim()}
        onPress={() => void send()}
      >
        {t(($) => (current ? $.review.test : $.review.saveAndTest))}
      </Button>
    </At>
  );
}
