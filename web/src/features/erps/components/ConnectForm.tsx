import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Banner, Button, Field, Leaving, Switch, useDeed, useErrors } from "@/shared/ui";
import { type Connection, deeds, type Field as ErpField, type Offered, type Step } from "../api";
import { draftOf, type Form, formOf, isSecret, needed } from "../model";
import { useWords } from "./words";

type Props = { offered: Offered; connection: Connection | null; onChecked: (steps: Step[]) => void };
type Errors = Partial<Record<string, string>>;

/** Address, credentials and what else reaches the ERP. Stored and tried at once: what is wrong is told below. */
export function ConnectForm({ offered, connection, onChecked }: Props) {
  const { t } = useTranslation("erps");
  const words = useWords();
  const before = formOf(offered.fields, connection);
  const [edited, setEdited] = useState<Form | null>(null);
  const form = edited ?? before;
  // What the ERP refused is stored all the same.
  const stored = useRef<Form | null>(null);
  const dirty = edited !== null && edited !== stored.current && JSON.stringify(edited) !== JSON.stringify(before);
  const names = offered.fields.map((field) => `${isSecret(field) ? "credentials" : "options"}.${field.name}`);
  const { errors, clear, take } = useErrors<string>(["base_url", "certificates", "fingerprint", ...names]);
  const { busy, act } = useDeed();
  const set = (name: string, change: Partial<Form>) => {
    clear(name);
    setEdited({ ...form, ...change });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.connect(offered.erp_type, draftOf(form, connection)),
      changes: [keys.erps()],
      failed: take,
      after: ({ connection: now, steps }) => {
        // What was refused can be mended where it stands, secrets too.
        if (now.status === "connected") setEdited(null);
        else stored.current = edited;
        onChecked(steps);
      },
    });
  };
  const group = (part: (field: ErpField) => boolean) => (
    <Fields fields={offered.fields.filter(part)} {...{ form, errors, set, connection, erpType: offered.erp_type }} />
  );
  const more = offered.fields.some((field) => !needed(field));
  return (
    <form onSubmit={submit} autoComplete="off">
      <Leaving views dirty={() => dirty} />
      <Field
        type="text"
        inputMode="url"
        label={t(($) => $.form.address)}
        hint={words.where(offered.erp_type)}
        placeholder="https://"
        value={form.base_url}
        error={errors.base_url}
        onChange={(base_url) => set("base_url", { base_url })}
        className="mb-4"
        isRequired
      />
      {group(needed)}
      {more && (
        <Folded title={t(($) => $.form.options)} open={names.some((n) => n.startsWith("options.") && errors[n])}>
          {group((field) => !needed(field))}
        </Folded>
      )}
      <Folded
        title={t(($) => $.form.security)}
        open={form.plain_http || Boolean(errors.certificates || errors.fingerprint)}
      >
        <Security form={form} errors={errors} set={set} />
      </Folded>
      <div className="mt-5 flex flex-wrap items-center justify-end gap-3">
        {connection && <p className="text-xs text-fg-3">{t(($) => $.form.keeps)}</p>}
        <Button type="submit" look="primary" size="form" busy={busy}>
          {t(($) => (busy ? $.form.trying : connection ? $.form.saveAndTest : $.form.connect))}
        </Button>
      </div>
    </form>
  );
}

function Folded({ title, open, children }: { title: string; open: boolean; children: React.ReactNode }) {
  return (
    <details className="mt-4" open={open || undefined}>
      <summary className="min-h-6 w-fit cursor-default text-sm font-medium text-fg-2 hover:text-fg">{title}</summary>
      <div className="mt-3">{children}</div>
    </details>
  );
}

type PartProps = { form: Form; errors: Errors; set: (name: string, change: Partial<Form>) => void };

function Fields({
  fields,
  form,
  errors,
  set,
  connection,
  erpType,
}: PartProps & { fields: ErpField[]; connection: Connection | null; erpType: string }) {
  const { t } = useTranslation("erps");
  const words = useWords();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {fields.map((field) => {
        const part = isSecret(field) ? "credentials" : "options";
        const name = `${part}.${field.name}`;
        const value = form[part][field.name] ?? "";
        const change = (typed: string) => set(name, { [part]: { ...form[part], [field.name]: typed } });
        const kept = connection?.secrets.includes(field.name) ?? false;
        const hint = words.hint(erpType, field.name);
        if (field.kind === "switch")
          return (
            <Switch key={name} checked={value === "true"} onChange={(on) => change(on ? "true" : "")}>
              {words.field(field.name)}
            </Switch>
          );
        return (
          <Field
            key={name}
            label={words.field(field.name)}
            hint={kept ? t(($) => $.form.kept) : hint}
            type={isSecret(field) ? "password" : "text"}
            autoComplete="off"
            inputMode={field.kind === "number" ? "numeric" : undefined}
            placeholder={field.default || undefined}
            value={value}
            error={errors[name]}
            onChange={change}
            isRequired={field.required && !field.default && !kept}
          />
        );
      })}
    </div>
  );
}

/** For servers whose certificate nobody vouches for: which one is theirs. There is no way to look at none. */
function Security({ form, errors, set }: PartProps) {
  const { t } = useTranslation("erps");
  return (
    <div className="flex flex-col gap-4">
      <Field
        label={t(($) => $.form.certificates)}
        hint={t(($) => $.form.certificatesHint)}
        rows={4}
        mono
        placeholder="-----BEGIN CERTIFICATE-----"
        value={form.certificates}
        error={errors.certificates}
        onChange={(certificates) => set("certificates", { certificates })}
      />
      <Field
        label={t(($) => $.form.fingerprint)}
        hint={t(($) => $.form.fingerprintHint)}
        mono
        value={form.fingerprint}
        error={errors.fingerprint}
        onChange={(fingerprint) => set("fingerprint", { fingerprint })}
      />
      <Switch checked={form.plain_http} onChange={(plain_http) => set("plain_http", { plain_http })}>
        {t(($) => $.form.plainHttp)}
      </Switch>
      {form.plain_http && <Banner tone="warn">{t(($) => $.form.plainHttpWarning)}</Banner>}
    </div>
  );
}
