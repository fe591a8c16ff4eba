import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui";
import type { Form, Name } from "../model";

export type FieldsProps = {
  form: Form;
  errors: Partial<Record<Name, string>>;
  set: (name: Name, value: string) => void;
  /** Of a secret that is stored: how it ends. */
  tails?: Partial<Record<Name, string | null>>;
  official: boolean;
};

function useFieldOf({ form, errors, set, tails }: FieldsProps) {
  const { t } = useTranslation("numbers");
  return (name: Name, required = true) => {
    const tail = tails?.[name];
    return {
      label: t(($) => $.field[name]),
      value: form[name],
      error: errors[name],
      onChange: (value: string) => set(name, value),
      isRequired: required && !tails,
      ...(tail !== undefined && tail !== null ? { hint: t(($) => $.field.keep, { tail }) } : {}),
    };
  };
}

/** What reaches the provider. Stored secrets are never shown: an empty field keeps them. */
export function Fields(props: FieldsProps) {
  const { t } = useTranslation("numbers");
  const field = useFieldOf(props);
  const secret = { type: "password", autoComplete: "off" } as const;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field hint={t(($) => $.field.nameHint)} {...field("name")} />
      {props.official ? (
        <>
          <Field type="tel" hint={t(($) => $.field.phoneHint)} {...field("phone_number", false)} />
          <Field inputMode="numeric" mono {...field("phone_number_id")} />
          <Field inputMode="numeric" mono {...field("business_account_id")} />
          <Field {...secret} {...field("access_token")} />
          <Field {...secret} hint={t(($) => $.field.appSecretHint)} {...field("app_secret")} />
        </>
      ) : (
        <>
          <Field type="url" placeholder="https://" {...field("base_url")} />
          <Field mono {...field("evolution_instance")} />
          <Field {...secret} {...field("evolution_api_key")} />
        </>
      )}
    </div>
  );
}

/** What few need: another address, limits of one's own. */
export function MoreFields(props: FieldsProps) {
  const { t } = useTranslation("numbers");
  const field = useFieldOf(props);
  const none = t(($) => $.field.noLimit);
  return (
    <details className="mt-4" open={["base_url", "daily_limit"].some((n) => props.errors[n as Name]) || undefined}>
      <summary className="min-h-6 w-fit cursor-default text-sm font-medium text-fg-2 hover:text-fg">
        {t(($) => $.new.advanced)}
      </summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {props.official && (
          <Field type="url" placeholder="https://" hint={t(($) => $.field.graphHint)} {...field("base_url", false)} />
        )}
        <Field inputMode="numeric" {...field("messages_per_second", false)} />
        <Field inputMode="numeric" hint={none} {...field("rate_limit_per_minute", false)} />
        <Field inputMode="numeric" hint={none} {...field("daily_limit", false)} />
      </div>
    </details>
  );
}

/** Words for what is wrong before the server is asked. */
export function useWrong() {
  const { t } = useTranslation("numbers");
  return { phone: t(($) => $.field.notAPhone), figure: t(($) => $.field.notANumber) };
}
