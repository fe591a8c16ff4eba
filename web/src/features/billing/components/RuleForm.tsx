import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, useMay } from "@/shared/api";
import { vendorOf } from "@/shared/erp";
import { erpsOptions, numbersOptions } from "@/shared/known";
import { Banner, Button, Drawer, Field, Select, Switch, useClosing, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Rule } from "../api";
import { bodyOf, type Form, formOf, wrongIn } from "../model";
import { MessageFields } from "./MessageFields";
import { DaysFields, HoursFields } from "./WhenFields";

export type Part = {
  form: Form;
  /** `field`: the server's name of what is changed, whose error is answered by it. */
  set: (field: string, change: Partial<Form>) => void;
  told: (field: string) => string | null;
};

type Props = {
  rule: Rule | null;
  /** Why it could not be switched on, told at its fields. */
  refused?: ApiError | null;
  onClose: () => void;
  onSaved: (rule: Rule) => void;
  /** Somebody else saved it: the newest is looked at instead. */
  onStale: () => void;
};

const FIELDS = ["name", "days", "template_id", "header_media_id", "variables", "week_days", "send_times"];
const OTHERS = ["whatsapp_config_id", "erp_type", "least", "per_week", "holidays"];

/** A rule in a drawer: when, what, and to whom not. */
export function RuleForm({ rule, refused, onClose, onSaved, onStale }: Props) {
  const { t } = useTranslation("billing");
  const { t: common } = useTranslation();
  const id = useId();
  const [first] = useState<Form>(() => ({ ...formOf(rule), ...(refused ? { active: true } : {}) }));
  const [form, setForm] = useState(first);
  const [stale, setStale] = useState(false);
  const places = Object.keys(form.variables).map((place) => `variables.${place}`);
  const { errors, clear, set: tell, take } = useErrors<string>([...places, ...FIELDS, ...OTHERS]);
  const { busy, act } = useDeed();
  const { close, asking } = useClosing(JSON.stringify(form) !== JSON.stringify(first), onClose);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it opens
  useEffect(() => {
    if (refused) take(refused);
  }, []);
  const part: Part = {
    form,
    set: (field, change) => {
      clear(field);
      setForm((now) => ({ ...now, ...change }));
    },
    told: (field) => errors[field] ?? null,
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const wrong = wrongIn(form);
    for (const field of wrong)
      tell(
        field,
        t(($) => (field === "least" ? $.form.noAmount : $.form.noNumber)),
      );
    if (wrong.length > 0) return;
    const body = bodyOf(form);
    void act({
      run: (key) => (rule ? deeds.change(rule.id, rule.version, body) : deeds.add(body, key)),
      changes: [keys.reminders()],
      done: t(($) => (rule ? $.form.saved : $.form.added)),
      after: onSaved,
      failed: (error) => (error instanceof ApiError && error.code === "STALE_VERSION" ? setStale(true) : take(error)),
    });
  };
  return (
    <Drawer
      open
      wide
      onClose={close}
      title={t(($) => (rule ? $.form.edit : $.form.new))}
      actions={
        <>
          <Button size="form" onPress={close}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" type="submit" form={id} busy={busy} isDisabled={stale}>
            {common(($) => $.save)}
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
            <Banner tone="danger">{t(($) => (refused ? $.form.refused : $.form.wrong))}</Banner>
          </div>
        )}
        <Field
          label={t(($) => $.form.name)}
          value={form.name}
          error={errors.name}
          maxLength={100}
          onChange={(name) => part.set("name", { name })}
        />
        <DaysFields {...part} />
        <MessageFields {...part} />
        {errors.variables && (
          <p role="alert" className="text-xs text-danger">
            {errors.variables}
          </p>
        )}
        <HoursFields {...part} />
        <LimitFields {...part} />
        <Switch checked={form.active} onChange={(active) => part.set("active", { active })}>
          {t(($) => $.form.active)}
        </Switch>
      </form>
    </Drawer>
  );
}

/** By which number, of which ERP, and where it stops. */
function LimitFields({ form, set, told }: Part) {
  const { t } = useTranslation("billing");
  const numbers = useQuery({ ...numbersOptions, enabled: useMay("read:whatsapp_configs") });
  const erps = useQuery({ ...erpsOptions, enabled: useMay("read:erp") });
  const connected = (erps.data?.data ?? []).filter((one) => one.connection);
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Select
        label={t(($) => $.form.number)}
        error={told("whatsapp_config_id")}
        options={[
          { id: "", label: t(($) => $.form.onlyNumber) },
          ...(numbers.data?.data ?? []).map(({ id, name }) => ({ id, label: name })),
        ]}
        value={form.numberId}
        onChange={(numberId) => set("whatsapp_config_id", { numberId })}
      />
      <Select
        label={t(($) => $.form.erp)}
        error={told("erp_type")}
        options={[
          { id: "", label: t(($) => $.form.preferredErp) },
          ...connected.map(({ erp_type }) => ({ id: erp_type, label: vendorOf(erp_type) })),
        ]}
        value={form.erpType}
        onChange={(erpType) => set("erp_type", { erpType })}
      />
      <Field
        label={t(($) => $.form.least)}
        hint={t(($) => $.form.leastHint)}
        inputMode="decimal"
        value={form.least}
        error={told("least")}
        onChange={(least) => set("least", { least })}
      />
      <Field
        label={t(($) => $.form.perWeek)}
        hint={t(($) => $.form.perWeekHint)}
        inputMode="numeric"
        value={form.perWeek}
        error={told("per_week")}
        onChange={(perWeek) => set("per_week", { perWeek })}
      />
    </div>
  );
}
