import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, useZone } from "@/shared/api";
import { Banner, Button, Drawer, Field, Select, useClosing, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Outage } from "../api";
import { bodyOf, type Form, formOf, SCOPES, scopeOf } from "../model";

type Props = {
  outage: Outage | null;
  onClose: () => void;
  /** Somebody else saved it: the newest is looked at instead. */
  onStale: () => void;
};

const FIELDS = ["scope", "names", "message", "ended_message", "expected_until"] as const;

/** What is down, what those cut off are told, and what when it is over. */
export function OutageForm({ outage, onClose, onStale }: Props) {
  const { t } = useTranslation("outages");
  const { t: common } = useTranslation();
  const id = useId();
  const zone = useZone();
  const [first] = useState<Form>(() => formOf(outage, zone));
  const [form, setForm] = useState(first);
  const [stale, setStale] = useState(false);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const { close, asking } = useClosing(JSON.stringify(form) !== JSON.stringify(first), onClose);
  const set = (field: (typeof FIELDS)[number], change: Partial<Form>) => {
    clear(field);
    setForm((now) => ({ ...now, ...change }));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const body = bodyOf(form, zone);
    void act({
      run: (key) => (outage ? deeds.change(outage.id, outage.version, body) : deeds.declare(body, key)),
      changes: [keys.outages()],
      done: t(($) => (outage ? $.form.saved : $.form.declared)),
      after: onClose,
      failed: (error) => (error instanceof ApiError && error.code === "STALE_VERSION" ? setStale(true) : take(error)),
    });
  };
  return (
    <Drawer
      open
      onClose={close}
      title={t(($) => (outage ? $.form.edit : $.form.new))}
      actions={
        <>
          <Button size="form" onPress={close}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" type="submit" form={id} busy={busy} isDisabled={stale}>
            {outage ? common(($) => $.save) : t(($) => $.form.declare)}
          </Button>
        </>
      }
    >
      {asking}
      <form id={id} onSubmit={save} noValidate className="flex flex-col gap-5">
        {stale && (
          <div role="alert">
            <Banner end={<Button onPress={onStale}>{t(($) => $.form.newest)}</Button>}>{t(($) => $.form.stale)}</Banner>
          </div>
        )}
        {Object.values(errors).some(Boolean) && (
          <div role="alert">
            <Banner tone="danger">{t(($) => $.form.wrong)}</Banner>
          </div>
        )}
        <Select
          label={t(($) => $.form.scope)}
          options={SCOPES.map((scope) => ({ id: scope, label: t(($) => $.scope[scope]) }))}
          value={form.scope}
          error={errors.scope}
          onChange={(scope) => set("scope", { scope: scopeOf(scope) })}
        />
        {form.scope !== "all" && (
          <Field
            label={t(($) => $.form.names)}
            hint={t(($) => $.form.namesHint)}
            rows={3}
            value={form.names}
            error={errors.names}
            onChange={(names) => set("names", { names })}
          />
        )}
        <Field
          label={t(($) => $.form.message)}
          hint={t(($) => $.form.messageHint)}
          rows={3}
          maxLength={1000}
          value={form.message}
          error={errors.message}
          onChange={(message) => set("message", { message })}
        />
        <Field
          label={t(($) => $.form.ended)}
          hint={t(($) => $.form.endedHint)}
          rows={3}
          maxLength={1000}
          value={form.ended}
          error={errors.ended_message}
          onChange={(ended) => set("ended_message", { ended })}
        />
        <Field
          label={t(($) => $.form.until)}
          hint={t(($) => $.form.untilHint, { zone })}
          type="datetime-local"
          value={form.until}
          error={errors.expected_until}
          onChange={(until) => set("expected_until", { until })}
        />
      </form>
    </Drawer>
  );
}
