import { NotFoundHere } from "@/components/shell/not-found-here.tsx";

export default function NotFoundInFleet() {
  return <NotFoundHere />;
}
