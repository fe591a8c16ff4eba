import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api";
import { e164, nationalPhone } from "@/shared/i18n/format";
import { Banner, Bones, Button, Dialog, Failed, Field, Select, toast, useErrors } from "@/shared/ui";
import { numbersOptions, trials } from "../api";

const PLACE = "pytake.flow.phone";
type Props = { flowId: string; flush?: () => Promise<boolean>; onClose: () => void };

/** The draft for real, on one telephone: only after a confirmation that names who writes to whom. */
export function SendDialog({ flowId, flush, onClose }: Props) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const numbers = useQuery(numbersOptions);
  const active = (numbers.data?.data ?? []).filter((one) => one.is_active);
  const [key] = useState(newKey);
  const [phone, setPhone] = useState(() => localStorage.getItem(PLACE) ?? "");
  const [chosen, setChosen] = useState<string | null>(null);
  const to = e164(phone);
  const [sure, setSure] = useState(false);
  const { errors, take, clear } = useErrors(["phone", "whatsapp_config_id"]);
  const number = active.find((one) => one.id === chosen) ?? active[0];
  const send = useMutation({
    mutationFn: async () => {
      await flush?.();
      return trials.onPhone(flowId, to ?? "", number?.id ?? "", key);
    },
    onSuccess: () => {
      localStorage.setItem(PLACE, phone.trim());
      toast.done(t(($) => $.phone.done, { phone: nationalPhone(to ?? "") }));
      onClose();
    },
    onError: (error) => {
      setSure(false);
      take(error);
    },
  });
  const on = (event?: FormEvent) => {
    event?.preventDefault();
    clear();
    if (to && number) setSure(true);
  };
  const named = (one: NonNullable<typeof number>) =>
    one.phone_number ? `${one.name} · ${nationalPhone(one.phone_number)}` : one.name;
  return (
    <Dialog
      open
      alert={sure}
      onClose={onClose}
      title={t(($) => $.sim.real)}
      actions={
        <>
          <Button size="form" onPress={sure ? () => setSure(false) : onClose}>
            {sure ? t(($) => $.sim.back) : common(($) => $.cancel)}
          </Button>
          {sure ? (
            <Button size="form" look="primary" busy={send.isPending} onPress={() => send.mutate()}>
              {t(($) => $.phone.send)}
            </Button>
          ) : (
            <Button size="form" look="primary" isDisabled={!to || !number} onPress={() => on()}>
              {t(($) => $.phone.next)}
            </Button>
          )}
        </>
      }
    >
      {numbers.isPending && <Bones rows={2} />}
      {numbers.isError && !numbers.data && <Failed tight error={numbers.error} retry={() => void numbers.refetch()} />}
      {numbers.data && active.length === 0 && <p>{t(($) => $.phone.noNumber)}</p>}
      {number && sure && <p>{t(($) => $.phone.sure, { number: named(number), phone: nationalPhone(to ?? "") })}</p>}
      {number && !sure && (
        <form onSubmit={on} className="flex flex-col gap-4">
          {active.length > 1 && (
            <Select
              label={t(($) => $.phone.number)}
              value={number.id}
              onChange={setChosen}
              error={errors.whatsapp_config_id}
              options={active.map((one) => ({ id: one.id, label: named(one) }))}
            />
          )}
          <Field
            autoFocus
            label={t(($) => $.sim.contactPhone)}
            type="tel"
            value={phone}
            onChange={setPhone}
            placeholder="+55 11 99999-0000"
            error={errors.phone}
          />
          <Banner tone="info">{t(($) => $.phone.hint)}</Banner>
        </form>
      )}
    </Dialog>
  );
}
