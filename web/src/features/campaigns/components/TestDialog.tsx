import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Field, Select, toast, useDeed, useErrors } from "@/shared/ui";
import { type Campaign, deeds } from "../api";
import { phonesOf } from "../model";

const FIELDS = ["phones"] as const;

/** The message to a few phones, as they would get it. */
export function TestDialog({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t } = useTranslation("campaigns");
  const { variants = [] } = campaign.message;
  const [typed, setTyped] = useState("");
  const [variant, setVariant] = useState(variants[0]?.key ?? null);
  const [step, setStep] = useState(0);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const phones = phonesOf(typed);
  const send = () =>
    act({
      run: (key) => deeds.test(campaign.id, { phones, variant: step === 0 ? variant : null, step }, key),
      failed: take,
      after: ({ message_ids }) => {
        toast.done(t(($) => $.test.done, { count: message_ids.length }));
        onClose();
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.test.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {t(($) => $.test.cancel)}
          </Button>
          <Button size="form" look="primary" busy={busy} isDisabled={phones.length === 0} onPress={() => void send()}>
            {t(($) => $.test.send)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label={t(($) => $.test.phones)}
          hint={t(($) => $.test.hint)}
          error={errors.phones}
          value={typed}
          rows={4}
          autoFocus
          inputMode="tel"
          onChange={(value) => {
            clear();
            setTyped(value);
          }}
        />
        {campaign.steps.length > 0 && (
          <Select
            label={t(($) => $.test.step)}
            value={String(step)}
            onChange={(id) => setStep(Number(id))}
            options={Array.from({ length: campaign.steps.length + 1 }, (_, at) => ({
              id: String(at),
              label: t(($) => $.steps.step, { at: at + 1 }),
            }))}
          />
        )}
        {variants.length > 0 && step === 0 && (
          <Select
            label={t(($) => $.test.variant)}
            value={variant}
            onChange={setVariant}
            options={variants.map(({ key }) => ({ id: key, label: key }))}
          />
        )}
      </div>
    </Dialog>
  );
}
