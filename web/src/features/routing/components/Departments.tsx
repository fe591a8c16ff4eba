import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { Bones, Button, Card, Failed } from "@/shared/ui";
import { type Department, departmentsOptions } from "../api";

const DepartmentDialog = lazily(() => import("./DepartmentDialog"), "DepartmentDialog");

export function Departments({ manages }: { manages: boolean }) {
  const { t } = useTranslation("routing");
  const list = useQuery(departmentsOptions);
  const [open, setOpen] = useState<Department | "new" | null>(null);
  return (
    <Card
      title={t(($) => $.departments.title)}
      end={
        manages && (
          <Button icon={<Plus aria-hidden />} onPress={() => setOpen("new")}>
            {t(($) => $.departments.add)}
          </Button>
        )
      }
    >
      {list.data ? (
        list.data.data.length > 0 ? (
          <ul className="flex flex-wrap gap-2">
            {list.data.data.map((one) => (
              <li key={one.id}>
                {manages ? (
                  <Button onPress={() => setOpen(one)}>{one.name}</Button>
                ) : (
                  <span className="inline-block rounded-control border border-line px-3 py-1.5 text-sm">
                    {one.name}
                  </span>
                )}
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-sm text-fg-2">{t(($) => $.departments.empty)}</p>
        )
      ) : list.isError ? (
        <Failed tight error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={1} className="h-8" />
      )}
      <Suspense>
        {open && <DepartmentDialog department={open === "new" ? null : open} onClose={() => setOpen(null)} />}
      </Suspense>
    </Card>
  );
}
