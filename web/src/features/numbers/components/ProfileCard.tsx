import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { Bones, Button, Card, Failed, Field, useDeed, useErrors } from "@/shared/ui";
import { deeds, profileOptions } from "../api";

const NAMES = ["about", "description", "address", "email", "websites"] as const;
type Name = (typeof NAMES)[number];

/** What customers see of the number; kept by the provider, read from there. */
export function ProfileCard({ id }: { id: string }) {
  const { t } = useTranslation("numbers");
  const { t: common } = useTranslation();
  const manages = useMay("manage:whatsapp_configs");
  const profile = useQuery(profileOptions(id));
  const [changed, setChanged] = useState<Partial<Record<Name, string>>>({});
  const { errors, clear, take } = useErrors(NAMES);
  const { busy, act } = useDeed();
  const told = (name: Name) =>
    name === "websites" ? (profile.data?.websites ?? []).join("\n") : (profile.data?.[name] ?? "");
  const field = (name: Name) => ({
    label: t(($) => $.profile[name]),
    value: changed[name] ?? told(name),
    error: errors[name],
    isReadOnly: !manages,
    onChange: (value: string) => {
      clear(name);
      setChanged((now) => ({ ...now, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { websites, ...texts } = changed;
    const lines = websites?.split("\n").map((line) => line.trim());
    void act({
      run: () => deeds.profile(id, { ...texts, ...(lines ? { websites: lines.filter(Boolean) } : {}) }),
      changes: [profileOptions(id).queryKey],
      done: t(($) => $.profile.saved),
      failed: take,
      after: () => setChanged({}),
    });
  };
  return (
    <Card title={t(($) => $.profile.title)}>
      {profile.data ? (
        <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
          <Field {...field("about")} />
          <Field type="email" {...field("email")} />
          <Field rows={3} {...field("description")} />
          <Field rows={3} {...field("websites")} />
          <Field {...field("address")} className="sm:col-span-2" />
          {manages && (
            <div className="flex justify-end sm:col-span-2">
              <Button
                type="submit"
                look="primary"
                size="form"
                busy={busy}
                isDisabled={NAMES.every((name) => changed[name] === undefined || changed[name] === told(name))}
              >
                {common(($) => $.save)}
              </Button>
            </div>
          )}
        </form>
      ) : profile.isError ? (
        <Failed tight error={profile.error} retry={() => void profile.refetch()} />
      ) : (
        <Bones rows={3} />
      )}
    </Card>
  );
}
