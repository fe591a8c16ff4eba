import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui";
import { Door, Go } from "../components/Door";

/** Which company's provider to go to; nobody learns here who has an account. */
export function CompanySignInPage() {
  const { t } = useTranslation("auth");
  const [slug, setSlug] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!slug.trim()) return;
    setBusy(true);
    location.assign(`/api/v1/auth/oidc/start/${encodeURIComponent(slug.trim().toLowerCase())}`);
  };
  return (
    <Door
      title={t(($) => $.company.title)}
      about={t(($) => $.company.about)}
      below={
        <Link to="/sign-in" className="font-medium text-brand-fg underline">
          {t(($) => $.forgot.back)}
        </Link>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.company.slug)}
          hint={t(($) => $.company.slugHint)}
          value={slug}
          maxLength={48}
          autoComplete="organization"
          onChange={setSlug}
          isRequired
          autoFocus
        />
        <Go busy={busy}>{t(($) => $.company.go)}</Go>
      </form>
    </Door>
  );
}
