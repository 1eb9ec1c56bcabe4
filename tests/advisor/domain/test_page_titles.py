"""The career that a page's title names, as people title their pages."""

import pytest

from advisor.domain.page_titles import career_in_title


@pytest.mark.parametrize(
    ("title", "career"),
    [
        ("How to Become a Veterinary Technician in 2024", "Veterinary Technician"),
        ("How to Become a Veterinary Technician in 2024 – Paws & Careers", "Veterinary Technician"),
        ("Pilot Job Description (with salary)", "Pilot"),
        ("Registered Nurse – Career Guide | NurseHub", "Registered Nurse"),
        ("What Does a Data Analyst Do?", "Data Analyst"),
        ("Electrician 🚀 Ultimate Guide", "Electrician"),
        ("How To Become an Electrician: A Step-by-Step Guide (2026)", "Electrician"),
        ("Plumber Salary Guide 2025", "Plumber"),
        ("How Much Does a Plumber Make?", "Plumber"),
        ("Becoming a Midwife: What You Need to Know", "Midwife"),
        ("So You Want to Be a Chef?", "Chef"),
        ("A Career as a Paralegal", "Paralegal"),
        ("The Ultimate Guide to Becoming a Welder", "Welder"),
        ("Career Guide: Air Traffic Controller", "Air Traffic Controller"),
        ("Career Profile - Baker", "Baker"),
        ("Software Engineer Career Path: Levels & Salary", "Software Engineer"),
        ("Dental Hygienist Careers | Indeed.com", "Dental Hygienist"),
        ("Project Manager job profile | Prospects.ac.uk", "Project Manager"),
        ("What is a Product Manager? Roles, Skills & Salary [2026]", "Product Manager"),
        ("Bookkeeper Job Description: Top Duties and Qualifications", "Bookkeeper"),
        ("5 Steps to Become a Firefighter", "Firefighter"),
        ("Careers in Nursing", "Nursing"),
        ("Working as an Interpreter", "Interpreter"),
        ("51-9195.04 - Glass Blowers", "Glass Blowers"),
        ("Careers: Funeral Director", "Funeral Director"),
        ("🚀 UX Designer Career Roadmap (2026 Edition) 🚀", "UX Designer"),
        ("Everything You Need to Know About Being a Flight Attendant", "Flight Attendant"),
        ("Is Being a Pharmacist Right for You?", "Pharmacist"),
        ("Physiotherapist: job description", "Physiotherapist"),
        ("Actuary Jobs: Salary, Outlook and Requirements", "Actuary"),
        ("Your Guide to a Career in Accounting", "Accounting"),
        ("Barista (occupation)", "Barista"),
        ("Teacher - Wikipedia", "Teacher"),
        ("How to be a Truck Driver", "Truck Driver"),
        ("How do I become a Librarian?", "Librarian"),
        ("Day in the Life of a Surgeon", "Surgeon"),
        ("Web Developer Occupational Outlook Handbook", "Web Developer"),
        (
            "Web Developers and Digital Designers : Occupational Outlook Handbook: : U.S. Bureau of Labor Statistics",
            "Web Developers and Digital Designers",
        ),
        ("Production Manager Career Path Guide", "Production Manager"),
        ("FORENSIC ACCOUNTANT", "Forensic Accountant"),
        ("Café Owner Career Guide 👨‍🍳", "Café Owner"),
        ("Lawyer 101", "Lawyer"),
        ("What It's Like to Be a Zookeeper", "Zookeeper"),
        ("Locksmith Career Guide 2025: Salary, Skills & Jobs", "Locksmith"),
        ("Top 10 Skills of a Sales Manager", "Sales Manager"),
        ("Why Become a Carpenter?", "Carpenter"),
        ("The Complete Beginner's Guide to Becoming a Freelance Translator in the UK", "Freelance Translator"),
        ("Solar Panel Installer: Everything You Need to Know", "Solar Panel Installer"),
        ("Train driver | Explore careers | National Careers Service", "Train driver"),
        ("Tour Guide", "Tour Guide"),
        ("Tour Guide Career Guide", "Tour Guide"),
        ("Registered Nurse (RN) Career Guide", "Registered Nurse (RN)"),
        ("Career Counselor", "Career Counselor"),
        ("School and Career Counselors and Advisors", "School and Career Counselors and Advisors"),
        ("Career and Technical Education Teachers", "Career and Technical Education Teachers"),
        ("Guide", "Guide"),
        ("Career Guide", "Career Guide"),
        ("The Career Guide to Roofing", "Roofing"),
        ("CNC MACHINIST: YOUR ROUTE IN", "CNC Machinist"),
        ("Bus Driver", "Bus Driver"),
        ("Life Coach Career Guide", "Life Coach"),
        ("Information Clerks", "Information Clerks"),
        ("Pay Clerk", "Pay Clerk"),
        ("Production Manager: Your Career Guide", "Production Manager"),
        ("How Do You Become a Baker in New York?", "Baker"),
        ("Career Focus: Arborist", "Arborist"),
        ("How I Became a Pilot", "Pilot"),
        ("Plasterer Job Growth & Demand", "Plasterer"),
    ],
)
def test_a_title_is_read_without_the_words_about_the_page(title: str, career: str) -> None:
    assert career_in_title(title) == career


@pytest.mark.parametrize("title", ["", "2026", "???", "🚀", "(2026)", "How to become a", "Guide | Site"])
def test_a_title_that_names_no_career_gives_some_of_its_words(title: str) -> None:
    assert career_in_title(title) in title
