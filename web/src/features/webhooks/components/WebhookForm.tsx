import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, useMay } from "@/shared/api";
import { numbersOptions } from "@/shared/known";
import { Banner, Button, Drawer, Field, Select, Switch, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Webhook, type WithSecret } from "../api";
import { bodyOf, EVENT_PLACES, type Form, formOf } from "../model";
import { EventFields } from "./EventFields";

type Props = {
  webhook: Webhook | null;
  onClose: () => void;
  /** `secret`: of one that was just made. */
  onSaved: (secret: string | null) => void;
  /** Somebody else saved it: the newest is looked at instead. */
  onStale: () => void;
};

const FIELDS = ["url", "events", "description", "whatsapp_config_id"];

/** Where to, and of what. */
export function WebhookForm({ webhook, onClose, onSaved, onStale }: Props) {
  const { t } = useTranslation("webhooks");
  const { t: common } = useTranslation();
  const id = useId();
  const [form, setForm] = useState<Form>(() => formOf(webhook));
  const [stale, setStale] = useState(false);
  const { errors, clear, take } = useErrors<string>([...FIELDS, ...EVENT_PLACES]);
  const { busy, act } = useDeed();
  const numbers = useQuery({ ...numbersOptions, enabled: useMay("read:whatsapp_configs") });
  const set = (field: string, change: Partial<Form>) => {
    clear(field);
    setForm((now) => ({ ...now, ...change }));
  };
  const wrongEvents = errors.events ?? EVENT_PLACES.map((place) => errors[place]).find(Boolean) ?? null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const body = bodyOf(form);
    void act<Webhook | WithSecret>({
      run: (key) => (webhook ? deeds.change(webhook.id, webhook.version, body) : deeds.add(body, key)),
      changes: [keys.webhooks()],
      done: webhook ? t(($) => $.form.saved) : undefined,
      after: (made) => onSaved("secret" in made ? made.secret : null),
      failed: (error) => (error instanceof ApiError && error.code === "STALE_VERSION" ? setStale(true) : take(error)),
    });
  };
  return (
    <Drawer
      open
      wide
      onClose={onClose}
      title={t(($) => (webhook ? $.form.edit : $.form.new))}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" type="submit" form={id} busy={busy} isDisabled={stale}>
            {common(($) => $.save)}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={save} noValidate className="flex flex-col gap-5">
        {stale && (
          <div role="alert">
            <Banner end={<Button onPress={onStale}>{t(($) => $.form.newest)}</Button>}>{t(($) => $.form.stale)}</Banner>
          </div>
        )}
        <Field
          label={t(($) => $.form.url)}
          hint={t(($) => $.form.urlHint)}
          value={form.url}
          error={errors.url}
          maxLength={2048}
          onChange={(url) => set("url", { url })}
        />
        <Field
          label={t(($) => $.form.description)}
          hint={t(($) => $.form.descriptionHint)}
          value={form.description}
          error={errors.description}
          maxLength={200}
          onChange={(description) => set("description", { description })}
        />
        <Select
          label={t(($) => $.form.number)}
          hint={t(($) => $.form.numberHint)}
          error={errors.whatsapp_config_id}
          options={[
            { id: "", label: t(($) => $.form.everyNumber) },
            ...(numbers.data?.data ?? []).map(({ id, name }) => ({ id, label: name })),
          ]}
          value={form.numberId}
          onChange={(numberId) => set("whatsapp_config_id", { numberId })}
        />
        <EventFields
          form={form}
          error={wrongEvents}
          onChange={(change) => {
            clear();
            set("events", change);
          }}
        />
        <Switch checked={form.active} onChange={(active) => set("active", { active })}>
          {t(($) => $.form.active)}
        </Switch>
      </form>
    </Drawer>
  );
}
