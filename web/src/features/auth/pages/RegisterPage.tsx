import { Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { register } from "@/shared/api";
import { i18next } from "@/shared/i18n";
import { Field, useErrors } from "@/shared/ui";
import { Door, Go } from "../components/Door";

const FIELDS = ["company", "name", "email", "password"] as const;

/** First run: the company and its first administrator. */
export function RegisterPage() {
  const { t } = useTranslation("auth");
  const router = useRouter();
  const [form, setForm] = useState({ company: "", name: "", email: "", password: "" });
  const [busy, setBusy] = useState(false);
  const { errors, clear, take } = useErrors(FIELDS);
  const field = (name: (typeof FIELDS)[number]) => ({
    value: form[name],
    error: errors[name],
    isRequired: true,
    onChange: (value: string) => {
      clear(name);
      setForm((now) => ({ ...now, [name]: value }));
    },
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      await register({ ...form, language: i18next.language, ...(timeZone ? { time_zone: timeZone } : {}) });
      await router.navigate({ to: "/dashboard" });
    } catch (error) {
      take(error);
      setBusy(false);
    }
  };
  return (
    <Door
      title={t(($) => $.register.title)}
      about={t(($) => $.register.about)}
      below={
        <Link to="/sign-in" className="font-medium text-brand-fg underline">
          {t(($) => $.register.signIn)}
        </Link>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t(($) => $.register.company)} autoComplete="organization" autoFocus {...field("company")} />
        <Field label={t(($) => $.register.name)} autoComplete="name" {...field("name")} />
        <Field label={t(($) => $.email)} type="email" autoComplete="username" {...field("email")} />
        <Field
          label={t(($) => $.password)}
          type="password"
          autoComplete="new-password"
          hint={t(($) => $.register.passwordHint)}
          {...field("password")}
        />
        <Go busy={busy}>{t(($) => $.register.go)}</Go>
      </form>
    </Door>
  );
}
