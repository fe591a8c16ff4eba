import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Confirm, Dialog, Field, Select, toast, useDeed, useErrors } from "@/shared/ui";
import { calendarsOptions, type Department, deeds } from "../api";

const FIELDS = ["name", "calendar_id"] as const;

/** Its name and its hours. */
export function DepartmentDialog({ department, onClose }: { department: Department | null; onClose: () => void }) {
  const { t } = useTranslation("routing");
  const { t: common } = useTranslation();
  const calendars = useQuery(calendarsOptions);
  const [name, setName] = useState(department?.name ?? "");
  const [calendar, setCalendar] = useState(department?.calendar_id ?? "none");
  const [asking, setAsking] = useState(false);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: (key) =>
        deeds.department(department?.id ?? null, { name, calendar_id: calendar === "none" ? null : calendar }, key),
      changes: [keys.departments()],
      done: t(($) => $.departments.saved),
      failed: take,
      after: onClose,
    });
  };
  const remove = () =>
    act({
      run: () => deeds.removeDepartment(department?.id ?? ""),
      changes: [keys.departments()],
      done: t(($) => $.departments.removed),
      failed: (error) => {
        setAsking(false);
        toast.failed(error);
      },
      after: onClose,
    });
  if (asking && department)
    return (
      <Confirm
        open
        onClose={() => setAsking(false)}
        title={t(($) => $.departments.removeAsk, { name: department.name })}
        action={common(($) => $.delete)}
        onConfirm={() => void remove()}
        busy={busy}
      >
        {t(($) => $.departments.removeHint)}
      </Confirm>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={department?.name ?? t(($) => $.departments.add)}
      actions={
        <>
          {department && (
            <Button size="form" className="mr-auto text-danger" onPress={() => setAsking(true)}>
              {common(($) => $.delete)}
            </Button>
          )}
          <Button size="form" look="primary" type="submit" form="department" busy={busy}>
            {common(($) => $.save)}
          </Button>
        </>
      }
    >
      <form id="department" onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.departments.name)}
          value={name}
          error={errors.name}
          onChange={(value) => {
            clear("name");
            setName(value);
          }}
          isRequired
          autoFocus
        />
        <Select
          label={t(($) => $.departments.calendar)}
          options={[
            { id: "none", label: t(($) => $.none) },
            ...(calendars.data?.data ?? []).map((one) => ({ id: one.id, label: one.name })),
          ]}
          value={calendar}
          error={errors.calendar_id}
          onChange={setCalendar}
        />
      </form>
    </Dialog>
  );
}
